import type { StateFolder } from '../state-folder.ts';
import { type Place, placeKey } from '../wire/place.ts';
import type { MetricPoint } from './embedded-metrics.ts';
import { type MetricSeries, type MinuteSample, metricKey, sparseSeries } from './metric-series.ts';

interface Stored {
  readonly unit: string;
  readonly samples: Map<number, MinuteSample>;
}

type StoredFile = readonly (readonly [key: string, unit: string, samples: readonly [number, MinuteSample][]])[];

/** Metrics that were sent in, summed up by the minute as CloudWatch does. */
export class IngestedMetrics {
  readonly #folder: StateFolder;
  readonly #metrics = new Map<string, Stored>();

  constructor(folder: StateFolder) {
    this.#folder = folder;
    for (const [key, unit, samples] of folder.read<StoredFile>('metrics', []))
      this.#metrics.set(key, { unit, samples: new Map(samples) });
  }

  add(place: Place, points: readonly MetricPoint[]): void {
    if (points.length === 0) return;
    for (const point of points) this.#addPoint(place, point);
    const file: StoredFile = [...this.#metrics].map(([key, { unit, samples }]) => [key, unit, [...samples]]);
    this.#folder.write('metrics', file);
  }

  /** By place key of the metric key. */
  find(key: string): MetricSeries | undefined {
    const stored = this.#metrics.get(key);
    return stored === undefined ? undefined : sparseSeries(stored.unit, stored.samples);
  }

  #addPoint(place: Place, point: MetricPoint): void {
    const key = placeKey(place, metricKey(point.namespace, point.name, point.dimensions));
    const stored = this.#metrics.get(key) ?? { unit: point.unit, samples: new Map<number, MinuteSample>() };
    this.#metrics.set(key, stored);
    const minute = Math.floor(point.timestamp / 60_000);
    for (const value of point.values) {
      const before = stored.samples.get(minute);
      stored.samples.set(minute, {
        sum: (before?.sum ?? 0) + value,
        count: (before?.count ?? 0) + 1,
        minimum: Math.min(before?.minimum ?? value, value),
        maximum: Math.max(before?.maximum ?? value, value),
      });
    }
  }
}
