/** Values of one metric at one moment. */
export interface MetricPoint {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly values: readonly number[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The metrics in the lines that a Lambda printed, by the embedded metric format: `_aws.CloudWatchMetrics` names
 * metrics and sets of dimensions whose values stand at the top of the same object. Lines that are something else, and
 * metrics whose values or dimensions are missing, are passed over, as CloudWatch does.
 *
 * Source: AmazonCloudWatch user guide, CloudWatch_Embedded_Metric_Format_Specification.
 */
export function parseEmbeddedMetrics(text: string): readonly MetricPoint[] {
  return text.split('\n').flatMap((line) => {
    const root = parseLine(line);
    return root === undefined ? [] : pointsOf(root);
  });
}

/** The object in a line; Lambda's text log format puts a time, a request id and a level before it. */
function parseLine(line: string): Fields | undefined {
  const start = line.indexOf('{');
  if (start < 0 || !line.includes('CloudWatchMetrics')) return undefined;
  try {
    return fieldsOf(JSON.parse(line.slice(start)));
  } catch {
    return undefined;
  }
}

function pointsOf(root: Fields): readonly MetricPoint[] {
  const metadata = fieldsOf(root._aws);
  const timestamp = metadata?.Timestamp;
  if (typeof timestamp !== 'number') return [];
  return listOf(metadata?.CloudWatchMetrics).flatMap((each) => {
    const directive = fieldsOf(each) ?? {};
    const sets = directive.Dimensions === undefined ? [[]] : listOf(directive.Dimensions);
    const dimensionSets = sets
      .map((set) => dimensionsOf(root, listOf(set)))
      .filter((dimensions) => dimensions !== undefined);
    return listOf(directive.Metrics).flatMap((definition) => {
      const { Name: name, Unit: unit } = fieldsOf(definition) ?? {};
      const values = valuesOf(root[String(name)]);
      if (values.length === 0) return [];
      const metric = { namespace: String(directive.Namespace), name: String(name), unit: String(unit ?? 'None') };
      return dimensionSets.map((dimensions) => ({ ...metric, dimensions, timestamp, values }));
    });
  });
}

function dimensionsOf(root: Fields, names: readonly unknown[]): Readonly<Record<string, string>> | undefined {
  const entries = names.map((name) => [String(name), root[String(name)]] as const);
  if (entries.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function valuesOf(value: unknown): readonly number[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((each): each is number => typeof each === 'number' && Number.isFinite(each));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}
