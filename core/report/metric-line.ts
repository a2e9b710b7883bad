/**
 * What CloudWatch takes of one line. A line that breaks a rule gives no metric and no error.
 *
 * Source: CloudWatch user guide, CloudWatch_Embedded_Metric_Format_Specification (read 2026-11): metrics of a directive,
 * keys of a dimension set, characters of a dimension's value. A line may be 1 MB; older copies of the page say 256 KB.
 */
export const METRIC_LINE_LIMITS = {
  metrics: 100,
  dimensions: 30,
  dimensionCharacters: 1024,
  lineBytes: 256 * 1024,
} as const;

/** Of everything that is printed here. */
export const NAMESPACE = 'FargateRightsizer';

/** CloudWatch has no unit for money, vCPU or GiB (its Gigabytes are powers of ten): those are `None`. */
export type MetricUnit = 'Count' | 'Seconds' | 'None';

/** One value; absent is not printed. */
export type Metric = readonly [name: string, unit: MetricUnit, value: number | undefined];

export interface MetricLine {
  /** In the order of the dimension set. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly metrics: readonly Metric[];
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * One line of CloudWatch's embedded metric format, all metrics under one set of dimensions.
 *
 * For example: metricLine({ dimensions: { FunctionName: 'f' }, metrics: [['Targets', 'Count', 3]], at: 0 })
 */
export function metricLine({ dimensions, metrics, at }: MetricLine): string {
  const known = metrics.filter(([, , value]) => value !== undefined);
  const directive = {
    Namespace: NAMESPACE,
    Dimensions: [Object.keys(dimensions)],
    Metrics: known.map(([Name, Unit]) => ({ Name, Unit })),
  };
  return JSON.stringify({
    _aws: { Timestamp: at, CloudWatchMetrics: [directive] },
    ...dimensions,
    ...Object.fromEntries(known.map(([name, , value]) => [name, value])),
  });
}
