import { beforeAll, describe, expect, test } from 'vitest';
import { heartbeatLine } from '../../core/memory-kill.ts';
import { NAMESPACE, runMetricsLine, targetMetricsLines } from '../../core/report/metrics.ts';
import { parseEmbeddedMetrics } from '../../local/cloudwatch/embedded-metrics.ts';
import { report } from '../support/reports.ts';
import { measuredTarget } from '../support/target-reports.ts';
import { deployableCopy } from './deployable-copy.ts';
import { osls } from './osls.ts';
import { PRODUCTION, properties, stackOf, type Template } from './packaged.ts';
import { resourcesWhen } from './resolved.ts';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly region?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly Row[];
  };
}

type Row = readonly unknown[];

/** A metric that a widget asks for, with what CloudWatch tells metrics apart by. */
interface Asked {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly string[];
  /** The values of the dimensions that it names. */
  readonly values: readonly string[];
  readonly stat: string;
}

const REGION = 'eu-west-1';
const EVERYTHING = {
  CreatesTopic: true,
  HasEmail: true,
  HasSlack: true,
  HasTargetMetrics: true,
  RunsBySchedule: true,
  TopicIsHere: true,
};
/** What AWS reports of these (Lambda developer guide, monitoring-metrics-types; SQS developer guide, 2026-11). */
const AWS_METRICS = [
  { namespace: 'AWS/Lambda', name: 'Errors', dimensions: ['FunctionName'] },
  { namespace: 'AWS/Lambda', name: 'AsyncEventsDropped', dimensions: ['FunctionName'] },
  { namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible', dimensions: ['QueueName'] },
];

let plain: Template;
let detailed: Template;

beforeAll(async () => {
  plain = await stackOf(PRODUCTION);
  detailed = await stackOf([...PRODUCTION, '--param', 'targetMetrics=true']);
});

/** Names as CloudFormation gives them: what `Ref` and `Fn::GetAtt` of this stack's resources are. */
function nameOf(id: string): string {
  if (id === 'AWS::Region') return REGION;
  const [resource = '', attribute] = id.split('.');
  if (attribute === 'Arn') return `arn:aws:cloudwatch:${REGION}:123456789012:alarm:${resource}`;
  const { FunctionName, QueueName } = properties(plain, resource);
  return String(FunctionName ?? QueueName);
}

/** What is left of CloudFormation's functions once `Fn::If` is decided: text. */
function resolved(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, content] = ['', undefined]] = Object.entries(value as object);
  if (name === 'Fn::GetAtt') return nameOf((content as readonly string[]).join('.'));
  if (name === 'Fn::Join') {
    const [separator, parts] = content as readonly [string, readonly unknown[]];
    return parts.map(resolved).join(separator);
  }
  if (name !== 'Fn::Sub') throw new Error(`The dashboard uses ${name}, which is not resolved here.`);
  const [text, variables] =
    typeof content === 'string' ? [content, {}] : (content as [string, Record<string, unknown>]);
  return text.replace(/\$\{([\w:.]+)\}/g, (_, id: string) => (id in variables ? resolved(variables[id]) : nameOf(id)));
}

function bodyOf(template: Template, truths: Partial<typeof EVERYTHING> = {}) {
  const { Dashboard } = resourcesWhen(template, { ...EVERYTHING, ...truths });
  const body: { readonly widgets: readonly Widget[] } = JSON.parse(resolved(Dashboard?.Properties.DashboardBody));
  return body;
}

const SEARCH = /^SEARCH\('\{([\w/]+),([\w,]+)\} FunctionName="([^"]+)" MetricName="(\w+)"', '(\w+)', 86400\)$/;

function askedIn(row: Row): Asked {
  const options = row.at(-1) as { readonly stat?: string; readonly expression?: string };
  if (options.expression === undefined) {
    const [namespace = '', name = '', ...pairs] = row.slice(0, -1).map(String);
    const dimensions = pairs.filter((_, index) => index % 2 === 0);
    const values = pairs.filter((_, index) => index % 2 === 1);
    return { namespace, name, dimensions, values, stat: String(options.stat) };
  }
  const [, namespace = '', schema = '', value = '', name = '', stat = ''] = SEARCH.exec(options.expression) ?? [];
  return { namespace, name, dimensions: schema.split(','), values: [value], stat };
}

function askedBy(body: { readonly widgets: readonly Widget[] }): readonly Asked[] {
  return body.widgets.flatMap(({ properties: { metrics = [] } }) => metrics.map(askedIn));
}

/** Every metric that the code prints, read as CloudWatch reads it. */
function printed() {
  const options = { functionName: 'f', startedAt: 0, endedAt: 1_795_413_600_000, isWhole: true, apiCalls: 40 };
  const full = report([measuredTarget()]);
  const lines = [runMetricsLine(full, options), ...targetMetricsLines(full, options), heartbeatLine(0)];
  return parseEmbeddedMetrics(lines.join('\n')).map(({ namespace, name, dimensions }) => ({
    namespace,
    name,
    dimensions: Object.keys(dimensions),
  }));
}

describe('the dashboard', () => {
  test('has the name of its stack', () => {
    expect(properties(plain, 'Dashboard').DashboardName).toBe('rightsizer-production');
    expect(plain.Outputs.DashboardName?.Value).toBe('rightsizer-production');
  });

  test.each([
    ['with everything', {}],
    ['without Slack and schedule', { HasSlack: false, RunsBySchedule: false }],
    ['without the metrics of targets', { HasTargetMetrics: false }],
  ])('asks for metrics under the names and dimensions that the code prints or AWS has, %s', (_, truths) => {
    const known = [...printed(), ...AWS_METRICS];
    const asked = askedBy(bodyOf(detailed, truths));
    expect(asked.length).toBeGreaterThan(10);
    for (const { namespace, name, dimensions } of asked) expect(known).toContainEqual({ namespace, name, dimensions });
  });

  test('shows every metric of a run and of a target', () => {
    const shown = askedBy(bodyOf(detailed)).filter(({ namespace }) => namespace === NAMESPACE);
    expect(shown.map(({ name }) => name).sort()).toEqual(
      printed()
        .map(({ name }) => name)
        .sort(),
    );
  });

  test("names the stack's own functions and queue, in the stack's region", () => {
    const body = bodyOf(detailed);
    expect(new Set(askedBy(body).flatMap(({ values }) => values))).toEqual(
      new Set([
        'rightsizer-production-recommend',
        'rightsizer-production-record-memory-kill',
        'rightsizer-production-dead-letters',
      ]),
    );
    const regions = body.widgets.filter(({ type }) => type === 'metric').map(({ properties: { region } }) => region);
    expect(new Set(regions)).toEqual(new Set([REGION]));
  });

  test('never adds up what a run says of a moment: log lines may be delivered twice', () => {
    const countable = ['RunsCompleted', 'TargetsFailed', 'TargetsNotDone', 'MemoryKillRecorder'];
    const summed = askedBy(bodyOf(detailed)).filter(({ namespace, stat }) => namespace === NAMESPACE && stat === 'Sum');
    expect(summed.map(({ name }) => name)).toEqual(countable);
    expect(new Set(askedBy(bodyOf(detailed)).map(({ stat }) => stat))).toEqual(new Set(['Sum', 'Maximum', 'Average']));
  });

  test.each([
    ['all eight', {}, 8],
    ['not the one for a schedule that rests', { RunsBySchedule: false }, 7],
    ['not the one of Slack where there is none', { HasSlack: false }, 7],
  ])('has the state of the alarms: %s', (_, truths, count) => {
    const [alarms] = bodyOf(plain, truths).widgets.flatMap(({ properties: { alarms } }) => (alarms ? [alarms] : []));
    const there = Object.entries(resourcesWhen(plain, { ...EVERYTHING, ...truths }))
      .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
      .map(([id]) => nameOf(`${id}.Arn`));
    expect(alarms).toHaveLength(count);
    expect([...(alarms ?? [])].sort()).toEqual(there.sort());
  });

  test('lays its widgets beside each other on 24 columns', () => {
    for (const truths of [{}, { HasTargetMetrics: false }]) {
      const { widgets } = bodyOf(detailed, truths);
      const cells = widgets.flatMap(({ x, y, width, height }) =>
        Array.from({ length: width * height }, (_, cell) => `${x + (cell % width)}/${y + Math.floor(cell / width)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
    }
  });
});

describe('the metrics of targets', () => {
  test('are off by default: neither printed nor shown, and a note says how to have them', () => {
    expect(properties(plain, 'RecommendLambdaFunction').Environment).toMatchObject({
      Variables: { TARGET_METRICS: 'false' },
    });
    expect(plain.Conditions.HasTargetMetrics).toEqual({ 'Fn::Equals': ['false', 'true'] });
    const { widgets } = bodyOf(plain, { HasTargetMetrics: false });
    expect(widgets.at(-1)?.properties.markdown).toContain('--param targetMetrics=true');
  });

  test('are printed and shown with targetMetrics=true, by searches for the function that need no list', () => {
    expect(properties(detailed, 'RecommendLambdaFunction').Environment).toMatchObject({
      Variables: { TARGET_METRICS: 'true' },
    });
    expect(detailed.Conditions.HasTargetMetrics).toEqual({ 'Fn::Equals': ['true', 'true'] });
    const ofTargets = askedBy(bodyOf(detailed)).filter(({ dimensions }) => dimensions.includes('Service'));
    expect(ofTargets).toHaveLength(printed().filter(({ dimensions }) => dimensions.includes('Service')).length);
  });

  test('are refused by any other word when the stack is packaged', async () => {
    await using copy = await deployableCopy();
    const { status, output } = await osls(['package', '--param', 'targetMetrics=yes'], copy);
    expect(status).toBe(1);
    expect(output).toContain('Cannot resolve variable at "functions.recommend.environment.TARGET_METRICS"');
  });
});
