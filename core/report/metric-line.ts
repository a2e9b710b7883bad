/** Of everything that is printed here. */
export const NAMESPACE = 'FargateRightsizer';

/** CloudWatch has no unit for money, vCPU or GiB (its Gigabytes are powers of ten): those are `None`. */
type Unit = 'Count' | 'Seconds' | 'None';

interface MetricLine {
  /** In the order of the dimension set. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** A value that is absent is not printed. */
  readonly metrics: ReadonlyArray<readonly [name: string, unit: Unit, value: number | undefined]>;
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
