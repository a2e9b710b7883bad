/** What CloudWatch keeps of all values of one minute: the four numbers that every basic statistic comes from. */
export interface MinuteSample {
  sum: number;
  count: number;
  minimum: number;
  maximum: number;
}

/** One metric with one set of dimensions. */
export interface MetricSeries {
  readonly unit: string;
  /** Fills `sample` with the values of a minute (counted from the epoch); false when there are none. */
  read(minute: number, sample: MinuteSample): boolean;
}

/** The identity of a metric: namespace, name and the exact set of dimensions, in any order. */
export function metricKey(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

/** A series over single minutes, for points that were made by hand or sent in. */
export function sparseSeries(unit: string, samples: ReadonlyMap<number, Readonly<MinuteSample>>): MetricSeries {
  return {
    unit,
    read(minute, sample) {
      const found = samples.get(minute);
      if (found === undefined) return false;
      Object.assign(sample, found);
      return true;
    },
  };
}

/** Both series as one, as CloudWatch does with values that come in from two sources. */
export function mergedSeries(one: MetricSeries | undefined, other: MetricSeries | undefined): MetricSeries | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const second: MinuteSample = { sum: 0, count: 0, minimum: 0, maximum: 0 };
  return {
    unit: one.unit,
    read(minute, sample) {
      if (!other.read(minute, second)) return one.read(minute, sample);
      if (one.read(minute, sample)) addSample(sample, second);
      else Object.assign(sample, second);
      return true;
    },
  };
}

/** Adds the values of one sample to another. */
export function addSample(total: MinuteSample, sample: Readonly<MinuteSample>): void {
  total.sum += sample.sum;
  total.count += sample.count;
  total.minimum = Math.min(total.minimum, sample.minimum);
  total.maximum = Math.max(total.maximum, sample.maximum);
}

/** The sample of a minute in which one value came in. */
export function singleSample(value: number): MinuteSample {
  return { sum: value, count: 1, minimum: value, maximum: value };
}
