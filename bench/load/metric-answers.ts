import type { JsonObject } from '../../local/wire/operation.ts';

/** client-cloudwatch `GetMetricDataInput.MaxDatapoints`. */
const POINTS_PER_PAGE = 100_800;

interface Query {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: { readonly MetricName: string };
    readonly Period: number;
    readonly Stat: string;
  };
}

/** What a series looks like: a daily wave of so much around so much. The maximum stands a fifth higher. */
const SHAPES: Readonly<Record<string, readonly [base: number, wave: number]>> = {
  CPUUtilization: [30, 20],
  MemoryUtilization: [45, 5],
  ContainerCpuUtilized: [307, 205],
  ContainerMemoryUtilized: [1843, 205],
  CpuReserved: [1024, 0],
  MemoryReserved: [4096, 0],
  PendingTaskCount: [0, 0],
  RunningTaskCount: [2, 0],
  MemoryKillRecorder: [1, 0],
};

/** Two tasks, each with a sample a minute. */
const SAMPLES = [10, 0] as const;

function shapeOf(name: string, stat: string): readonly [base: number, wave: number] | undefined {
  return stat === 'SampleCount' ? SAMPLES : SHAPES[name];
}

const NO_POINTS = '"Timestamps":[],"Values":[]';

/**
 * GetMetricData as text, a page at a time: every series of a healthy service with enhanced Container Insights. The text
 * of a series is made once, so that the answer costs AWS next to nothing; reading it costs the caller all of it.
 */
export class MetricAnswers {
  readonly #texts = new Map<string, string>();
  /** What was asked for, as CloudWatch counts it: whether there are any points or not. */
  askedPoints = 0;
  /** Metrics charged: up to five statistics in a request count as one (aws.amazon.com/cloudwatch/pricing, 2026-11). */
  askedMetrics = 0;
  /** Every statistic by itself. */
  askedSeries = 0;
  /** Without any point a run only records what runs. */
  areEmpty = false;

  /** @param input - As on the wire: times in seconds. */
  page(input: JsonObject): string {
    const { MetricDataQueries, StartTime, EndTime, NextToken } = input as {
      readonly MetricDataQueries: readonly Query[];
      readonly StartTime: number;
      readonly EndTime: number;
      readonly NextToken?: string;
    };
    const period = MetricDataQueries[0]?.MetricStat.Period ?? 300;
    const points = (EndTime - StartTime) / period;
    const perPage = Math.floor(POINTS_PER_PAGE / points);
    if (NextToken === undefined) {
      this.askedPoints += MetricDataQueries.length * points;
      this.askedMetrics += billedMetrics(MetricDataQueries);
      this.askedSeries += MetricDataQueries.length;
    }
    const from = Number(NextToken ?? 0);
    const results = MetricDataQueries.slice(from, from + perPage).map((query) =>
      this.#result(query, { StartTime, EndTime }),
    );
    const isLast = from + perPage >= MetricDataQueries.length;
    const token = isLast ? '' : `,"NextToken":"${from + perPage}"`;
    return `{"MetricDataResults":[${results.join()}],"Messages":[]${token}}`;
  }

  #result({ Id, MetricStat }: Query, span: { readonly StartTime: number; readonly EndTime: number }): string {
    const { Metric, Stat, Period } = MetricStat;
    const key = [Metric.MetricName, Stat, span.StartTime, span.EndTime].join();
    const text = this.areEmpty
      ? NO_POINTS
      : (this.#texts.get(key) ?? seriesText(shapeOf(Metric.MetricName, Stat), { ...span, Stat, Period }));
    if (!this.areEmpty) this.#texts.set(key, text);
    return `{"Id":"${Id}",${text},"StatusCode":"Complete"}`;
  }
}

const STATISTICS_BILLED_AS_ONE = 5;

function billedMetrics(queries: readonly Query[]): number {
  const byMetric = Map.groupBy(queries, ({ MetricStat }) => JSON.stringify(MetricStat.Metric));
  return [...byMetric.values()].reduce((sum, { length }) => sum + Math.ceil(length / STATISTICS_BILLED_AS_ONE), 0);
}

interface Span {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly Period: number;
  readonly Stat: string;
}

function seriesText(shape: readonly [number, number] | undefined, { StartTime, EndTime, Period, Stat }: Span): string {
  if (shape === undefined) return NO_POINTS;
  const [base, wave] = shape;
  const factor = Stat === 'Maximum' ? 1.2 : 1;
  const times = Array.from({ length: (EndTime - StartTime) / Period }, (_, index) => StartTime + index * Period);
  const values = times.map((seconds, index) => {
    const noise = (Math.imul(index + 1, 2_654_435_761) >>> 0) / 2 ** 32;
    return Number(((base + wave * (Math.sin((seconds / 86_400) * 2 * Math.PI) / 2 + noise / 4)) * factor).toFixed(4));
  });
  return `"Timestamps":[${times.join()}],"Values":[${values.join()}]`;
}
