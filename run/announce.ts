import type { Account, Log, Ports } from '../core/ports.ts';
import { isUnannounced, stateAnnounced } from '../core/publication/next-state.ts';
import { CAUSES, parseContext } from '../core/publication/plan-publication.ts';
import { parseDocument, type SizesDocument } from '../core/publication/sizes-document.ts';
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

function parsedDocument({ target, service }: Surveyed, text: string | undefined): SizesDocument | undefined {
  if (text === undefined || service.kind !== 'running') return undefined;
  const parsed = parseDocument(text, parseContext(target, service));
  return parsed.kind === 'invalid' ? undefined : parsed.document;
}

async function versionBefore(account: Account, name: string, version: number): Promise<string | undefined> {
  return (await account.documents.history(name)).find((each) => each.version === version - 1)?.text;
}

/** Whether an earlier run wrote something for a target that nobody was told. */
export function hasUnannounced({ documents }: Surveyed): boolean {
  return DESTINATIONS.some((to) => documents !== undefined && isUnannounced(documents.state[to], documents[to]));
}

async function findUnannounced(surveyed: Surveyed, destination: Destination): Promise<readonly Unannounced[]> {
  const { documents, account, target } = surveyed;
  const stored = documents?.[destination];
  if (
    documents === undefined ||
    account === undefined ||
    stored === undefined ||
    !isUnannounced(documents.state[destination], stored)
  )
    return [];
  const after = parsedDocument(surveyed, stored.text);
  if (after === undefined) return [];
  const name = documents.names[destination];
  const before = parsedDocument(surveyed, await versionBefore(account, name, stored.version));
  const entry = documents.state.history.find(({ version }) => destination === 'live' && version === stored.version);
  const publication: Change = {
    kind: destination === 'live' ? 'written' : 'proposed',
    cause: CAUSES.find((cause) => cause === entry?.cause) ?? 'resize',
    name,
    version: stored.version,
    after,
    ...(before && { before }),
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
  const { storedState: before, ...rest } = documents;
  const { stored, ...kept } = await storeState({ target, account, ...(before && { stored: before }) }, state, log);
  return { ...surveyed, documents: { ...rest, ...kept, ...(stored && { storedState: stored }) } };
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
  await storeState({ target, account, ...(storedState && { stored: storedState }) }, announced, log);
}
