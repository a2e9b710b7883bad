import type { Configuration, Target } from '../core/configuration/configuration.ts';
import type { Ports } from '../core/ports.ts';
import { shortHash } from '../core/publication/hash.ts';
import { stateAnnounced } from '../core/publication/next-state.ts';
import { renderState } from '../core/publication/state-document.ts';
import { isChange, type Report, totalsOf } from '../core/report/report.ts';
import { sideBySide } from '../core/side-by-side.ts';
import { lookbackWindow, type Window } from '../core/usage/window.ts';
import { announce, catchUp, hasUnannounced, storeState } from './announce.ts';
import { decideTarget } from './decide-target.ts';
import { publishTarget, type RunIdentity } from './publish-target.ts';
import { decidedResult, failedResult, notDoneResult, skippedResult, type TargetResult } from './report-target.ts';
import type { RunRequest } from './run-request.ts';
import { selectTargets } from './select-targets.ts';
import { failureText, neverAboveOf, type Survey, type Surveyed, survey } from './survey.ts';

export interface RunInput {
  readonly configuration: Configuration;
  readonly request: RunRequest;
  readonly ports: Ports;
  /** Aborts when there is only time left to publish and report: what is not answered by then is named as not done. */
  readonly signal: AbortSignal;
}

/** A run's report, and what kept its message from going out. */
export interface RunResult {
  readonly report: Report;
  readonly messageFailure?: string;
}

interface Run extends RunInput {
  readonly identity: RunIdentity;
  readonly window: Window;
  readonly surveyed: Survey;
  readonly unannounced: ReadonlySet<string>;
}

/** Targets read and decided at a time: enough to hide latency, few enough to stay under CloudWatch's quota. */
const TARGETS_SIDE_BY_SIDE = 8;

/** Which run this is: the schedule's time, the configuration, the selection. Two deliveries of one schedule have one id. */
function runIdOf({ configuration, request }: RunInput): string {
  const hash = (value: unknown) => shortHash(JSON.stringify(value)).slice(0, 8);
  return [new Date(request.time).toISOString(), hash(configuration), hash([request.services, request.stages])].join(
    '-',
  );
}

/**
 * One run over the selected targets: announce what an earlier run could not, then read, decide and publish each target by itself,
 * then send one message and mark it as sent.
 *
 * @throws {RunRequestError} When the selection names something unknown.
 */
export async function runRightsizer(input: RunInput): Promise<RunResult> {
  const { configuration, request, ports, signal } = input;
  const selected = selectTargets(configuration, request);
  const identity = { runId: runIdOf(input), time: new Date(request.time).toISOString(), dryRun: request.dryRun };
  const window = lookbackWindow(request.time, configuration.lookbackDays);
  const found = await surveyInTime(input, selected);
  if (found === undefined) return finish(input, identity, window, selected.map(notDoneResult), new Map());
  const caughtUp = await catchUpQuietly({ ...input, identity, window, surveyed: found }, selected);
  const surveyed: Survey = new Map([...found, ...caughtUp.surveyed.map((each) => [each.target.id, each] as const)]);
  const run: Run = { ...input, identity, window, surveyed, unannounced: caughtUp.unannounced };
  const results = await sideBySide(selected, TARGETS_SIDE_BY_SIDE, (target) => answer(run, target));
  ports.log.info('targets answered', { runId: identity.runId, targets: results.length, aborted: signal.aborted });
  return finish(input, identity, window, results, surveyed);
}

async function surveyInTime(
  { configuration, ports, signal }: RunInput,
  selected: readonly Target[],
): Promise<Survey | undefined> {
  try {
    return await survey(configuration, selected, { ports, signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function headOf(identity: RunIdentity, window: Window): Omit<Report, 'targets' | 'kind' | 'totals'> {
  return {
    schemaVersion: 1,
    ...identity,
    window: {
      startTime: new Date(window.startTime).toISOString(),
      endTime: new Date(window.endTime).toISOString(),
      periodSeconds: window.periodSeconds,
    },
  };
}

interface CaughtUp {
  readonly surveyed: readonly Surveyed[];
  /** Ids of targets with something that still nobody was told: another write would make it forgotten. */
  readonly unannounced: ReadonlySet<string>;
}

const UNANNOUNCED = 'What an earlier run wrote could not be announced; nothing more is written until it is.';

/** A message that does not go out now is tried again by the next run: it must not keep this one from its other targets. */
async function catchUpQuietly(
  { ports, identity, window, surveyed }: Omit<Run, 'unannounced'>,
  selected: readonly Target[],
): Promise<CaughtUp> {
  const own = selected.flatMap(({ id }) => surveyed.get(id) ?? []);
  if (identity.dryRun) return { surveyed: own, unannounced: new Set() };
  try {
    return { surveyed: await catchUp(own, headOf(identity, window), ports), unannounced: new Set() };
  } catch (error) {
    ports.log.error('what an earlier run wrote could not be announced', { error: failureText(error) });
    return { surveyed: own, unannounced: new Set(own.filter(hasUnannounced).map(({ target }) => target.id)) };
  }
}

/** Answers one target; whatever goes wrong stays with it. */
async function answer(run: Run, target: Target): Promise<TargetResult> {
  const surveyed = run.surveyed.get(target.id);
  if (run.signal.aborted) return notDoneResult(target);
  try {
    if (surveyed === undefined) return failedResult(target, 'it was not surveyed');
    return await answerSurveyed(run, surveyed);
  } catch (error) {
    run.ports.log.error('a target failed', { target: target.id, error: failureText(error) });
    return run.signal.aborted ? notDoneResult(target) : failedResult(target, failureText(error));
  }
}

async function answerSurveyed(run: Run, { target, account, service, documents }: Surveyed): Promise<TargetResult> {
  if (service.kind === 'failed') return failedResult(target, service.message);
  if (documents === undefined || account === undefined) return failedResult(target, 'its documents could not be read');
  if (run.unannounced.has(target.id)) return failedResult(target, UNANNOUNCED);
  if (service.kind === 'skipped') return skippedResult(target, service, documents.state);
  const neverAbove = neverAboveOf(run.configuration, target, run.surveyed);
  const place = { target, account, service, documents };
  const decideInput = { ...place, window: run.window, ...(neverAbove && { neverAbove }) };
  const recommendation = await decideTarget(decideInput, run.signal);
  const published = await publishTarget({ ...place, recommendation, run: run.identity, log: run.ports.log });
  return decidedResult({ target, service, recommendation, published });
}

/** Message, then the states that say it went out. */
async function finish(
  { ports }: RunInput,
  identity: RunIdentity,
  window: Window,
  results: readonly TargetResult[],
  surveyed: Survey,
): Promise<RunResult> {
  const targets = results.map(({ report }) => report);
  const report: Report = { ...headOf(identity, window), kind: 'run', targets, totals: totalsOf(targets) };
  if (identity.dryRun) return { report };
  try {
    await announce(report, ports);
  } catch (error) {
    return { report, messageFailure: failureText(error) };
  }
  await Promise.all(results.map((result) => storeAnnounced(result, surveyed, ports)));
  return { report };
}

async function storeAnnounced(
  { target, report, state }: TargetResult,
  surveyed: Survey,
  { log }: Ports,
): Promise<void> {
  const own = surveyed.get(target.id);
  if (state === undefined || own?.documents === undefined) return;
  const { publication } = report;
  const announced = isChange(publication)
    ? stateAnnounced(state, publication.kind === 'proposed' ? 'proposed' : 'live')
    : state;
  if (renderState(announced) !== renderState(own.documents.state)) await storeState(own, announced, log);
}
