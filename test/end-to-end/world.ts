import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { Report, TargetReport } from '../../core/report/report.ts';
import { type Invoked, invokeBundle } from '../../demo/invoke-bundle.ts';
import type { Scenario } from '../../local/scenario.ts';
import { type Call, type Delivery, type LocalAws, type LocalAwsOptions, startLocalAws } from '../../local/server.ts';
import { assertAnswered, type RunResult } from '../../run/run-rightsizer.ts';
import { FIRST, mailsOf, TOPIC, TOPIC_ARN } from '../support/fleet.ts';
import { builtFolder, bundleInto, loadBundle, runFor, within } from '../support/runs.ts';

export * from '../support/fleet.ts';

/** A path beside what is built for the run, which goes when that ends; nothing is there yet. */
export function newFolder(): string {
  return join(builtFolder(), randomUUID());
}

/**
 * Bundles the Lambda with this rightsizer.yml, and gives the bundle's path.
 *
 * @param rightsizerYml - YAML, or what JSON makes of a value, which is YAML too.
 */
export async function bundle(rightsizerYml: object | string): Promise<string> {
  return bundleInto(newFolder(), rightsizerYml);
}

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

/** Makes an invocation at this time of the embedded AWS, and tells what it saw of it. */
async function observed(aws: LocalAws, at: string, invoke: () => Promise<Invoked>): Promise<Ran> {
  aws.setNow(new Date(at));
  const [calls, sent] = [aws.calls().length, mailsOf(aws).length];
  const invoked = await invoke();
  const lines = logLines(invoked.output);
  return {
    ...invoked,
    lines,
    report: loggedReport(lines),
    calls: aws.calls().slice(calls),
    mails: mailsOf(aws).slice(sent),
  };
}

/** Invokes a bundle in a process of its own, at the schedule's time of the embedded AWS. */
export function runBundle(aws: LocalAws, path: string, options: RunOptions = {}): Promise<Ran> {
  const { at = FIRST, event = { scheduledTime: at }, timeoutSeconds = 60 } = options;
  const environment = { TOPIC_ARN, ...(options.environment ?? aws.environment) };
  return observed(aws, at, () => invokeBundle({ bundle: path, event, timeoutSeconds, environment }));
}

/** What is printed on standard output, until it is asked for. */
export function listen(): () => string {
  const printed: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  return () => {
    spy.mockRestore();
    return printed.join('');
  };
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

async function invokeLoaded(handler: Handler, event: unknown): Promise<Invoked> {
  const context = { functionName: 'recommend', awsRequestId: 'request', getRemainingTimeInMillis: () => 60_000 };
  const heard = listen();
  try {
    return { outcome: { kind: 'returned', value: await handler(event, context) }, output: heard() };
  } catch (error) {
    return { outcome: { kind: 'threw', message: String(error) }, output: heard() };
  }
}

/** A Lambda that stays warm: the bundle in this process. An invocation takes a tenth of the time of its own process. */
export async function warmLambda(
  aws: LocalAws,
  rightsizerYml: object | string,
  added: Readonly<Record<string, string>> = {},
): Promise<(invocation?: Pick<RunOptions, 'at' | 'event'>) => Promise<Ran>> {
  const path = await bundle(rightsizerYml);
  const lambda = { environment: { TOPIC_ARN, ...aws.environment, ...added } };
  const { handler } = await within(lambda, async () => loadBundle<{ readonly handler: Handler }>(path));
  return ({ at = FIRST, event = { scheduledTime: at } } = {}) =>
    observed(aws, at, () => within(lambda, () => invokeLoaded(handler, event)));
}

/** The same invocation in this process, for tests of the run, not of Lambda: it takes a tenth of the time. */
export async function invokeHere(
  aws: LocalAws,
  rightsizerYml: object,
  { at = FIRST, environment = aws.environment }: Pick<RunOptions, 'at' | 'environment'> = {},
): Promise<Ran> {
  const [calls, sent] = [aws.calls().length, mailsOf(aws).length];
  const result = await runHere({ ...aws, environment }, rightsizerYml, at);
  return {
    outcome: outcomeOf(result),
    output: '',
    lines: [],
    report: result.report,
    calls: aws.calls().slice(calls),
    mails: mailsOf(aws).slice(sent),
  };
}

function outcomeOf(result: RunResult): Ran['outcome'] {
  try {
    assertAnswered(result);
    return { kind: 'returned', value: undefined };
  } catch (error) {
    return { kind: 'threw', message: String(error) };
  }
}

/**
 * The same run in this process, for what is before and after the invocation under test: it takes a tenth of the time.
 *
 * @param rightsizerYml - As a value.
 */
export async function runHere(
  aws: Pick<LocalAws, 'environment' | 'setNow'>,
  rightsizerYml: object,
  at: string,
  dryRun = false,
): Promise<RunResult> {
  aws.setNow(new Date(at));
  return within(aws, () => runFor(rightsizerYml, at, dryRun));
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
