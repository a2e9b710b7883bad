import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished, vi } from 'vitest';
import { bundleHandlers } from '../../bundle.js';
import { type Invoked, invokeBundle } from '../../cli/demo/invoke-bundle.ts';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import type { Report, TargetReport } from '../../core/report/report.ts';
import type { Scenario, ScenarioService, ScenarioTopic } from '../../local/scenario.ts';
import { type Call, type Delivery, type LocalAws, type LocalAwsOptions, startLocalAws } from '../../local/server.ts';
import { compose } from '../../run/compose.ts';
import { type RunResult, runRightsizer } from '../../run/run-rightsizer.ts';
import { OPEN_GATE } from '../support/builders.ts';

/** Three mornings, at the schedule's hour. */
export const FIRST = '2026-11-21T06:00:00Z';
export const SECOND = '2026-11-22T06:00:00Z';
export const THIRD = '2026-11-23T06:00:00Z';

export const TOPIC: ScenarioTopic = {
  name: 'sizes',
  subscriptions: [
    { protocol: 'email', endpoint: 'team@example.com' },
    { protocol: 'https', endpoint: 'https://global.sns-api.chatbot.amazonaws.com' },
  ],
};
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:sizes';

/** Bundles and state folders of a test file; they go with it. */
const scratch = mkdtemp(join(tmpdir(), 'rightsizer-end-to-end-'));
afterAll(async () => rm(await scratch, { recursive: true, force: true }));

let folders = 0;

/** A path under the test file's own folder; nothing is there yet. */
export async function newFolder(): Promise<string> {
  const parent = await scratch;
  folders += 1;
  return join(parent, String(folders));
}

/** What the services of a configuration share here: sizes of the task and of its container `app`. */
const PARAMETERS = {
  task: { cpu: 'taskCpu', memory: 'taskMemory' },
  containers: { app: { cpu: 'appCpu', memory: 'appMemory' } },
};

/** A service of rightsizer.yml whose only stage is `production`, under a policy that is content with a day of data. */
export function configured(cluster: string, overrides: object = {}): object {
  return {
    cluster,
    service: 'web',
    parameters: PARAMETERS,
    stages: { production: { policy: 'quick', mode: 'apply' } },
    ...overrides,
  };
}

/** A rightsizer.yml that looks at two days only, so that a run takes no time. */
export function configuration(services: Readonly<Record<string, object>>): object {
  return { lookbackDays: 2, policies: { quick: { minimumDataHours: 24, changeGate: OPEN_GATE } }, services };
}

/**
 * Bundles the Lambda with this rightsizer.yml, and gives the bundle's path.
 *
 * @param rightsizerYml - YAML, or what JSON makes of a value, which is YAML too.
 */
export async function bundle(rightsizerYml: object | string): Promise<string> {
  const outdir = await newFolder();
  const configurationFile = `${outdir}.yml`;
  await writeFile(configurationFile, typeof rightsizerYml === 'string' ? rightsizerYml : JSON.stringify(rightsizerYml));
  const { files } = await bundleHandlers({ outdir, configurationFile, entryPoints: ['handlers/recommend.ts'] });
  return files.map(({ path }) => path).join();
}

/**
 * A service of the scenario: a task of 1024 CPU units and 2048 MiB that uses 100 CPU units and 300 MiB all the time. With 25 %
 * headroom it needs 125 and 375, so 256 CPU / 512 MiB.
 */
export function roomy(cluster: string, overrides: Partial<ScenarioService> = {}): ScenarioService {
  return {
    cluster,
    service: 'web',
    launch: 'FARGATE',
    desiredCount: 1,
    runningCount: 1,
    operatingSystem: 'LINUX',
    architecture: 'X86_64',
    taskCpu: '1024',
    taskMemory: '2048',
    containerInsights: 'enhanced',
    containers: [
      {
        name: 'app',
        image: 'app:1',
        cpu: 1024,
        memory: 2048,
        load: { cpuUnits: { base: 100, burstShare: 0 }, memoryMiB: { base: 300, burstShare: 0 } },
      },
    ],
    ...overrides,
  };
}

/** The document of `roomy` as it runs. */
export const RUNNING = { taskCpu: '1024', taskMemory: '2048', appCpu: '1024', appMemory: '2048' };
/** The document that `roomy` ends with. */
export const RESIZED = { taskCpu: '256', taskMemory: '512', appCpu: '256', appMemory: '512' };

/** An embedded AWS that ends with the test. */
export async function startAws(
  scenario: Partial<Scenario> & Pick<Scenario, 'services'>,
  options: Partial<LocalAwsOptions> = {},
): Promise<LocalAws> {
  const aws = await startLocalAws({
    scenario: { name: 'end to end', seed: 5, topics: [TOPIC], ...scenario },
    now: () => new Date(FIRST),
    ...options,
  });
  onTestFinished(() => aws.close());
  return aws;
}

export interface RunOptions {
  readonly event?: unknown;
  /** Default: the schedule of `at`. */
  readonly at?: string;
  readonly timeoutSeconds?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** One invocation: what it gave back, what it logged, and what AWS saw of it. */
export interface Ran extends Invoked {
  readonly report: Report;
  /** Everything printed, by line, as far as it is JSON. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly calls: readonly Call[];
  readonly mails: readonly Delivery[];
}

/** What the Lambda printed, by line, as far as it is JSON. */
export function logLines(output: string): readonly Readonly<Record<string, unknown>>[] {
  return output.split('\n').flatMap((line): Record<string, unknown>[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** The run's report from its log lines; empty when the invocation did not come that far. */
function loggedReport(lines: readonly Readonly<Record<string, unknown>>[]): Report {
  const run = lines.flatMap((line) => ('run' in line ? [line.run as Omit<Report, 'targets'>] : []))[0];
  const targets = lines.flatMap((line) => (typeof line.target === 'object' ? [line.target as TargetReport] : []));
  return { ...(run as Omit<Report, 'targets'>), targets };
}

/** Invokes a bundle in a process of its own, at the schedule's time of the embedded AWS. */
export async function runBundle(aws: LocalAws, path: string, options: RunOptions = {}): Promise<Ran> {
  const { at = FIRST, event = { scheduledTime: at }, timeoutSeconds = 60, environment = aws.environment } = options;
  aws.setNow(new Date(at));
  const [calls, delivered] = [aws.calls().length, aws.outbox().length];
  const invoked = await invokeBundle({
    bundle: path,
    event,
    timeoutSeconds,
    environment: { TOPIC_ARN, ...environment },
  });
  const lines = logLines(invoked.output);
  return {
    ...invoked,
    lines,
    report: loggedReport(lines),
    calls: aws.calls().slice(calls),
    mails: mailsOf(aws).slice(delivered / TOPIC.subscriptions.length),
  };
}

/**
 * The same run in this process, for what comes before and after the invocation that a test is about: it takes a tenth of the time.
 *
 * @param rightsizerYml - As a value.
 */
export async function runHere(aws: LocalAws, rightsizerYml: object, at: string, dryRun = false): Promise<RunResult> {
  aws.setNow(new Date(at));
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  const quiet = () => undefined;
  const log = { info: quiet, warn: quiet, error: quiet };
  try {
    return await runRightsizer({
      configuration: parseConfiguration(rightsizerYml),
      request: { time: Date.parse(at), dryRun },
      ports: compose({ region: 'us-east-1', topicArn: TOPIC_ARN, log }),
      signal: new AbortController().signal,
    });
  } finally {
    vi.unstubAllEnvs();
  }
}

/** Every mail that went out, oldest first. */
export function mailsOf(aws: LocalAws): readonly Delivery[] {
  return aws.outbox().filter(({ protocol }) => protocol === 'email');
}

/** The one mail of a run; its text. */
export function mailOf({ mails, output }: Ran): string {
  if (mails.length !== 1) throw new Error(`${mails.length} mails instead of one\n${output}`);
  return mails.map(({ body }) => body).join();
}

/** A mail's part about one target: from a line that names it to the next empty line. */
export function paragraphOf(mail: string, target: string): string {
  const found = mail.split('\n\n').filter((part) => part.split('\n')[0]?.split(' ').includes(target));
  return found.join('\n\n');
}

/** The `Id:` lines of mails: one for each document that they announce. */
export function announcedIds(mails: readonly Delivery[]): readonly string[] {
  return mails.flatMap(({ body }) => [...body.matchAll(/^Id: (.+)$/gm)].map(([, id]) => id ?? ''));
}

/** A run's report of one target. */
export function reportOf({ report, output }: Ran, target: string): TargetReport {
  const found = report.targets.find(({ id }) => id === target);
  if (found === undefined) throw new Error(`The log says nothing about ${target}.\n${output}`);
  return found;
}

/** The parameters that calls wrote, in their order, without the prefix. */
export function writesOf(calls: readonly Call[]): readonly string[] {
  return calls
    .filter(({ operation }) => operation === 'ssm.PutParameter')
    .map(({ input }) => String(input.Name).replace('/rightsizer/', ''));
}

export function countOf(calls: readonly Call[], operation: string): number {
  return calls.filter((call) => call.operation === operation).length;
}

/** What is stored under a name below the prefix, with its version; undefined when there is nothing. */
export function stored(
  aws: LocalAws,
  name: string,
  place: { readonly account?: string; readonly region?: string } = {},
) {
  const { account = '123456789012', region = 'us-east-1' } = place;
  return aws
    .parameters()
    .find((each) => each.name === `/rightsizer/${name}` && each.account === account && each.region === region);
}

/** The document stored under a name, parsed, and its version. */
export function documentAt(aws: LocalAws, name: string, place: Parameters<typeof stored>[2] = {}) {
  const found = stored(aws, name, place);
  if (found === undefined) return undefined;
  return { version: found.version, sizes: JSON.parse(found.value) as Readonly<Record<string, string>> };
}

/** The state stored for a target such as `web/production`, parsed. */
export function stateAt(aws: LocalAws, target: string): Readonly<Record<string, unknown>> {
  return JSON.parse(stored(aws, `${target}/state`)?.value ?? '{}');
}
