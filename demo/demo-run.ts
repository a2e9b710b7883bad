import type { Report } from '../core/report/report.ts';
import type { LocalAws } from '../local/server.ts';
import { type FunctionSettings, invokeBundle } from './invoke-bundle.ts';

/** One invocation of the Lambda: its report, and what it changed. */
export interface DemoRun {
  readonly report: Report;
  /** The text of each mail that SNS would send. */
  readonly mails: ReadonlyArray<{ readonly subject: string; readonly body: string }>;
  /** Versions written of what deployments read. */
  readonly liveWrites: number;
  readonly messages: number;
}

export interface DemoRunInput {
  readonly aws: LocalAws;
  readonly bundle: string;
  readonly settings: FunctionSettings;
  /** ISO time of the schedule. */
  readonly scheduledTime: string;
}

/** The report that the Lambda logged: one line a target, one for the run. */
function loggedReport(output: string): Report {
  const lines = output.split('\n').flatMap((line): Record<string, unknown>[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
  const run = lines.flatMap((line) => ('run' in line ? [line.run] : []))[0];
  const targets = lines.flatMap((line) => ('target' in line && typeof line.target === 'object' ? [line.target] : []));
  return { ...(run as Omit<Report, 'targets'>), targets: targets as Report['targets'] };
}

/** How many versions the documents have that deployments read. */
function liveVersions(aws: LocalAws): number {
  const live = aws.parameters().filter(({ type }) => type === 'SecureString');
  return live.reduce((total, { version }) => total + version, 0);
}

/**
 * Invokes the bundle with the schedule's event, at that time of the embedded AWS.
 *
 * @throws {Error} With the Lambda's own output when the invocation fails.
 */
export async function demoRun({ aws, bundle, settings, scheduledTime }: DemoRunInput): Promise<DemoRun> {
  aws.setNow(new Date(scheduledTime));
  const [calls, delivered, versions] = [aws.calls().length, aws.outbox().length, liveVersions(aws)];
  const { outcome, output } = await invokeBundle({
    bundle,
    event: { scheduledTime },
    timeoutSeconds: settings.timeoutSeconds,
    environment: { ...settings.environment, ...aws.environment },
  });
  aws.ingestEmbeddedMetrics(output);
  if (outcome.kind === 'threw') throw new Error(`The Lambda failed: ${outcome.message}\n${output}`);
  const mails = aws
    .outbox()
    .slice(delivered)
    .filter(({ protocol }) => protocol === 'email')
    .map(({ subject, body }) => ({ subject: subject ?? '', body }));
  const messages = aws
    .calls()
    .slice(calls)
    .filter(({ operation }) => operation === 'sns.Publish').length;
  return { report: loggedReport(output), mails, liveWrites: liveVersions(aws) - versions, messages };
}
