import { defined } from '../core/model/defined.ts';
import { sideBySide } from '../core/model/side-by-side.ts';
import { type Account, PortError, type Ports } from '../core/ports.ts';
import { isBeingPublished, isUnannounced, stateAnnounced, stateAnnouncing } from '../core/publication/next-state.ts';
import { CAUSES } from '../core/publication/plan-publication.ts';
import { parseContext } from '../core/publication/sizes-document.ts';
import {
  type KnownSizes,
  parseSizes,
  storedOf,
  type TargetDocuments,
  usable,
} from '../core/publication/target-documents.ts';
import { type Change, type Report, reportHead, type TargetReport, totalsOf } from '../core/report/report.ts';
import { announce, isTold, type UntoldOwners, untoldText } from './announce.ts';
import { type Begun, headOf } from './begin-run.ts';
import { aliveUntil } from './clock.ts';
import { failureText } from './failure-text.ts';
import { storeClaim, storeState } from './store-state.ts';
import { type Surveyed, survey } from './survey.ts';

export interface CaughtUp {
  readonly surveyed: readonly Surveyed[];
  /** Ids of targets with something that still nobody was told: another write would make it forgotten. */
  readonly unannounced: ReadonlySet<string>;
}

/**
 * Waits for another run that is publishing some of these targets, and announces what a run that is gone could not
 * (docs/contracts.md). A message that fails now is left to the next run: this one must get to its other targets.
 */
export async function catchUp(run: Begun, surveyed: readonly Surveyed[]): Promise<CaughtUp> {
  const settled = await whenNobodyPublishes(run, surveyed);
  try {
    const { told, lost, unannounced } = await announceRest(run, settled);
    if (lost.length === 0 || run.signal.aborted) return { surveyed: told, unannounced };
    const rest = await catchUp(run, await surveyAgain(run, told, lost));
    return { ...rest, unannounced: new Set([...unannounced, ...rest.unannounced]) };
  } catch (error) {
    if (run.signal.aborted) throw error;
    run.ports.log.error('what an earlier run wrote could not be announced', { error: failureText(error) });
    return { surveyed: settled, unannounced: new Set(settled.filter(hasUnannounced).map(({ target }) => target.id)) };
  }
}

/** Few enough to stay under SSM's quota of reads, which deployments share. */
const TARGETS_SIDE_BY_SIDE = 8;

/** How often it is looked whether another run has finished. */
const LOOK_MILLISECONDS = 1000;

async function whenNobodyPublishes(run: Begun, surveyed: readonly Surveyed[]): Promise<readonly Surveyed[]> {
  const { ports, signal, clock } = run;
  const busy = surveyed.filter(({ documents }) => documents && isBeingPublished(documents.state, clock.now()));
  if (busy.length === 0 || signal.aborted) return surveyed;
  ports.log.info('waiting for another run', { targets: busy.map(({ target }) => target.id) });
  await clock.sleep(LOOK_MILLISECONDS);
  return whenNobodyPublishes(run, await surveyAgain(run, surveyed, busy));
}

async function surveyAgain(
  { configuration, ports, signal, request: { time } }: Begun,
  surveyed: readonly Surveyed[],
  some: readonly Surveyed[],
): Promise<readonly Surveyed[]> {
  const targets = some.map(({ target }) => target);
  const found = await survey({ ...configuration, targets }, targets, { ports, signal, time });
  return surveyed.map((each) => found.get(each.target.id) ?? each);
}

type Destination = 'live' | 'proposed';
const DESTINATIONS: readonly Destination[] = ['live', 'proposed'];

/** A document that an earlier run wrote and nobody was told about. */
interface Unannounced {
  readonly destination: Destination;
  readonly version: number;
  readonly publication: Change;
  readonly report: TargetReport;
}

/** What was before a version; absent where it cannot be had: the message goes out without. */
async function versionBefore(
  { account, target, service }: Surveyed,
  name: string,
  version: number,
): Promise<KnownSizes> {
  const context = parseContext(target, service);
  try {
    const versions = (await account?.documents.history(name)) ?? [];
    return parseSizes(
      versions.find((each) => each.version === version - 1),
      context,
    );
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return parseSizes(undefined, context);
  }
}

/** Whether an earlier run wrote something for a target that nobody was told. */
function hasUnannounced({ documents }: Surveyed): boolean {
  if (documents === undefined) return false;
  return DESTINATIONS.some((to) => isUnannounced(documents.state[to], storedOf(documents[to])));
}

/** What this very run wrote for a target and nobody was told: an attempt before this one did. */
export async function findOwnRest(surveyed: Surveyed, runId: string): Promise<Change | undefined> {
  if (surveyed.documents?.state.runId !== runId) return undefined;
  return (await findRest(surveyed))[0]?.publication;
}

async function findRest(surveyed: Surveyed): Promise<readonly Unannounced[]> {
  return (await Promise.all(DESTINATIONS.map((to) => findUnannounced(surveyed, to)))).flat();
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
    ...defined({ before: before?.document }),
  };
  const reasons = (entry?.reasons ?? []).map((text) => ({ code: 'Recorded', text }) as const);
  const report: TargetReport = { ...reportHead(target), outcome: 'decided', reasons, publication };
  return [{ destination, version: stored.version, publication, report }];
}

/** Of these what nobody was told, and the claim to tell it. */
interface Claimed {
  readonly surveyed: Surveyed;
  readonly found: readonly Unannounced[];
  readonly account: Account;
  readonly documents: TargetDocuments;
}

async function announceRest(run: Begun, surveyed: readonly Surveyed[]) {
  const { identity, ports } = run;
  // What a part of a run wrote itself is told by the one message of the whole.
  const others = run.isPart ? surveyed.filter(({ documents }) => documents?.state.runId !== identity.runId) : surveyed;
  const asked = await sideBySide(others, TARGETS_SIDE_BY_SIDE, async (each) => ({ each, found: await findRest(each) }));
  const open = asked.filter(({ found }) => found.length > 0);
  const until = aliveUntil(run.clock, open.length);
  const claims = await sideBySide(open, TARGETS_SIDE_BY_SIDE, ({ each, found }) => claim(each, found, until));
  const won = claims.flatMap((each) => each ?? []);
  const targets = won.flatMap(({ found }) => found.map(({ report }) => report));
  const untold = targets.length === 0 ? {} : await announceAll(run, targets);
  const marked = won.filter(({ surveyed: { target } }) => isTold(target, untold));
  const told = await sideBySide(marked, TARGETS_SIDE_BY_SIDE, (each) => markAnnounced(each, ports));
  const lost = open.filter((_, index) => claims[index] === undefined).map(({ each }) => each);
  return {
    told: surveyed.map((each) => told.find(({ target }) => target === each.target) ?? each),
    lost,
    unannounced: new Set(won.filter((each) => !marked.includes(each)).map((each) => each.surveyed.target.id)),
  };
}

async function announceAll(run: Begun, targets: readonly TargetReport[]): Promise<UntoldOwners> {
  const { ports, configuration } = run;
  const report: Report = { ...headOf(run), kind: 'catchUp', digest: false, targets, totals: totalsOf(targets) };
  const untold = await announce(report, { ...ports, ...configuration });
  const why = untoldText(untold);
  if (why !== undefined) ports.log.error('what an earlier run wrote could not be announced', { error: why });
  return untold;
}

/** Of two runs that would announce the same only one does; undefined for the other. */
async function claim(surveyed: Surveyed, found: readonly Unannounced[], until: string): Promise<Claimed | undefined> {
  const { account, documents } = surveyed;
  const [first] = found;
  if (account === undefined || documents === undefined || first === undefined) return undefined;
  const state = found.reduce((before, each) => stateAnnouncing(before, each.destination, until), documents.state);
  const { prepared, stored } = await storeClaim({ account, documents }, { state, ...first });
  return prepared === 'go'
    ? { surveyed, found, account, documents: { ...documents, state, storedState: stored } }
    : undefined;
}

async function markAnnounced({ surveyed, found, account, documents }: Claimed, { log }: Ports): Promise<Surveyed> {
  const { target } = surveyed;
  const state = found.reduce((before, { destination }) => stateAnnounced(before, destination), documents.state);
  const place = { target, account, stored: documents.storedState, isOurs: true };
  const kept = await storeState(place, state, log);
  return { ...surveyed, documents: { ...documents, state: kept.state, storedState: kept.stored } };
}
