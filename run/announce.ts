import type { Log, Ports } from '../core/ports.ts';
import { isUnannounced, stateAnnounced } from '../core/publication/next-state.ts';
import { CAUSES } from '../core/publication/plan-publication.ts';
import { parseContext } from '../core/publication/sizes-document.ts';
import { type KnownSizes, parseSizes, storedOf, usable } from '../core/publication/target-documents.ts';
import { messageFor } from '../core/report/message.ts';
import { type Change, isChange, type Report, reportHead, type TargetReport, totalsOf } from '../core/report/report.ts';
import type { TargetResult } from './report-target.ts';
import { storeState } from './store-state.ts';
import type { Survey, Surveyed } from './survey.ts';

type Destination = 'live' | 'proposed';
const DESTINATIONS: readonly Destination[] = ['live', 'proposed'];

/** A document that an earlier run wrote and nobody was told about. */
interface Unannounced {
  readonly surveyed: Surveyed;
  readonly destination: Destination;
  readonly report: TargetReport;
}

/** Sends a run's message, if it has one to send. @throws {PortError} When the topic does not take it. */
export async function announce(report: Report, ports: Ports): Promise<void> {
  const message = messageFor(report);
  if (message !== undefined) await ports.notifier.publish(message);
}

async function versionBefore(
  { account, target, service }: Surveyed,
  name: string,
  version: number,
): Promise<KnownSizes> {
  const versions = (await account?.documents.history(name)) ?? [];
  const before = versions.find((each) => each.version === version - 1);
  return parseSizes(before, parseContext(target, service));
}

/** Whether an earlier run wrote something for a target that nobody was told. */
export function hasUnannounced({ documents }: Surveyed): boolean {
  if (documents === undefined) return false;
  return DESTINATIONS.some((to) => isUnannounced(documents.state[to], storedOf(documents[to])));
}

async function findUnannounced(surveyed: Surveyed, destination: Destination): Promise<readonly Unannounced[]> {
  const { documents, service, target } = surveyed;
  // What does not run cannot be spoken of: it is announced when it runs again.
  if (documents === undefined || service.kind !== 'running') return [];
  const stored = usable(documents[destination]);
  if (stored === undefined || !isUnannounced(documents.state[destination], stored)) return [];
  const name = documents.names[destination];
  const before = usable(await versionBefore(surveyed, name, stored.version));
  const entry = documents.state.history.find(({ version }) => destination === 'live' && version === stored.version);
  const publication: Change = {
    kind: destination === 'live' ? 'written' : 'proposed',
    cause: CAUSES.find((cause) => cause === entry?.cause) ?? 'resize',
    name,
    version: stored.version,
    after: stored.document,
    ...(before && { before: before.document }),
  };
  const reasons = (entry?.reasons ?? []).map((text) => ({ code: 'Recorded', text }) as const);
  return [{ surveyed, destination, report: { ...reportHead(target), outcome: 'decided', reasons, publication } }];
}

/**
 * Announces what is live or proposed and not announced: an earlier run was cut off between its write and its message
 * (docs/contracts.md). Gives back the surveyed targets with their states marked.
 *
 * @param head - The run's report without its targets and their sums.
 */
export async function catchUp(
  surveyed: readonly Surveyed[],
  head: Omit<Report, 'targets' | 'kind' | 'totals' | 'digest'>,
  ports: Ports,
): Promise<readonly Surveyed[]> {
  const found = (
    await Promise.all(surveyed.flatMap((each) => DESTINATIONS.map((to) => findUnannounced(each, to))))
  ).flat();
  if (found.length === 0) return surveyed;
  const targets = found.map(({ report }) => report);
  await announce({ ...head, kind: 'catchUp', digest: false, targets, totals: totalsOf(targets) }, ports);
  return Promise.all(surveyed.map((each) => markAnnounced(each, found, ports.log)));
}

async function markAnnounced(surveyed: Surveyed, found: readonly Unannounced[], log: Log): Promise<Surveyed> {
  const own = found.filter((each) => each.surveyed === surveyed);
  if (own.length === 0 || surveyed.documents === undefined || surveyed.account === undefined) return surveyed;
  const state = own.reduce((before, { destination }) => stateAnnounced(before, destination), surveyed.documents.state);
  const { target, account, documents } = surveyed;
  const kept = await storeState({ target, account, stored: documents.storedState }, state, log);
  return { ...surveyed, documents: { ...documents, state: kept.state, storedState: kept.stored } };
}

/** Stores that what a target's state speaks about was announced. */
export async function storeAnnounced(result: TargetResult, surveyed: Survey, { log }: Ports): Promise<void> {
  const { target, report, state, storedState } = result;
  const account = surveyed.get(target.id)?.account;
  if (state === undefined || account === undefined) return;
  const { publication } = report;
  const announced = isChange(publication)
    ? stateAnnounced(state, publication.kind === 'proposed' ? 'proposed' : 'live')
    : state;
  await storeState({ target, account, stored: storedState }, announced, log);
}
