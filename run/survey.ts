import type { Configuration, Target } from '../core/configuration/configuration.ts';
import type { TaskSize } from '../core/model/fargate-grid.ts';
import type { ServiceDescription } from '../core/model/service.ts';
import type { StoredDocument } from '../core/model/stored-document.ts';
import { type Account, allReadable, type DocumentAnswers, type Ports } from '../core/ports.ts';
import { type DocumentNames, documentNames } from '../core/publication/document-names.ts';
import { parseContext } from '../core/publication/plan-publication.ts';
import { parseDocument } from '../core/publication/sizes-document.ts';
import { parseState, type State } from '../core/publication/state-document.ts';
import { boundingTargets } from './select-targets.ts';

/** A target's documents as they stood when the run began. */
export interface TargetDocuments {
  readonly names: DocumentNames;
  readonly live?: StoredDocument;
  readonly proposed?: StoredDocument;
  readonly pin?: StoredDocument;
  readonly state: State;
  /** The state as it is stored; absent when there is none. */
  readonly storedState?: StoredDocument;
  readonly copies: ReadonlyMap<string, StoredDocument>;
}

/** What ECS and SSM say about one target before any metric is read. */
export interface Surveyed {
  readonly target: Target;
  readonly service: ServiceDescription;
  /** Absent when nothing could be asked or the documents could not be read; `service` is `failed` then. */
  readonly account?: Account;
  readonly documents?: TargetDocuments;
}

/** The surveyed targets by id. */
export type Survey = ReadonlyMap<string, Surveyed>;

interface Grouped {
  readonly accounts: ReadonlyMap<Account, readonly Target[]>;
  /** Targets whose account is not known, such as those without a region. */
  readonly lost: readonly Surveyed[];
}

function groupByAccount(targets: readonly Target[], ports: Ports): Grouped {
  const accounts = new Map<Account, Target[]>();
  const lost: Surveyed[] = [];
  for (const target of targets) {
    try {
      const account = ports.accountOf(target);
      accounts.set(account, [...(accounts.get(account) ?? []), target]);
    } catch (error) {
      lost.push({ target, service: { kind: 'failed', message: failureText(error) } });
    }
  }
  return { accounts, lost };
}

/** What a broken call says in a report. */
export function failureText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

async function readDocuments(account: Account, targets: readonly Target[], signal: AbortSignal) {
  const names = targets.map(documentNames);
  const stored = await account.documents.read([...new Set(names.flatMap(allNames))], signal);
  return new Map(
    targets.map((target, index) => [target.id, readableOrFailed(names[index] ?? documentNames(target), stored)]),
  );
}

function allNames({ live, state, proposed, pin, copies }: DocumentNames): readonly string[] {
  return [live, state, proposed, pin, ...copies];
}

function entryOf(stored: DocumentAnswers, name: string) {
  const answer = stored.get(name);
  return answer === undefined ? [] : [[name, answer] as const];
}

/** One document that cannot be read fails the targets that have it, and no other. */
function readableOrFailed(
  names: DocumentNames,
  stored: DocumentAnswers,
): TargetDocuments | Extract<ServiceDescription, { kind: 'failed' }> {
  try {
    return documentsOf(names, allReadable(new Map(allNames(names).flatMap((name) => entryOf(stored, name)))));
  } catch (error) {
    return { kind: 'failed', message: failureText(error) };
  }
}

function documentsOf(names: DocumentNames, stored: ReadonlyMap<string, StoredDocument>): TargetDocuments {
  const live = stored.get(names.live);
  const proposed = stored.get(names.proposed);
  const pin = stored.get(names.pin);
  const storedState = stored.get(names.state);
  const copies = names.copies.flatMap((name) => {
    const copy = stored.get(name);
    return copy === undefined ? [] : [[name, copy] as const];
  });
  return {
    names,
    ...(live && { live }),
    ...(proposed && { proposed }),
    ...(pin && { pin }),
    state: parseState(storedState?.text),
    ...(storedState && { storedState }),
    copies: new Map(copies),
  };
}

async function surveyAccount(
  account: Account,
  targets: readonly Target[],
  signal: AbortSignal,
): Promise<readonly Surveyed[]> {
  try {
    const [services, documents] = await Promise.all([
      account.services.describe(targets, signal),
      readDocuments(account, targets, signal),
    ]);
    return targets.map((target) => {
      const service = services.get(target.id) ?? { kind: 'failed', message: 'ECS said nothing about it' };
      const own = documents.get(target.id);
      if (own !== undefined && 'kind' in own) return { target, account, service: own };
      return { target, account, service, ...(own && { documents: own }) };
    });
  } catch (error) {
    if (signal.aborted) throw error;
    return targets.map((target) => ({ target, account, service: { kind: 'failed', message: failureText(error) } }));
  }
}

/**
 * Asks ECS and SSM about the selected targets and about those that bound them. An account that cannot be asked fails its own targets only.
 *
 * @throws When `signal` aborts.
 */
export async function survey(
  configuration: Configuration,
  selected: readonly Target[],
  { ports, signal }: { readonly ports: Ports; readonly signal: AbortSignal },
): Promise<Survey> {
  const bounding = selected.flatMap((target) => boundingTargets(configuration, target));
  const all = [...new Set([...selected, ...bounding])];
  const { accounts, lost } = groupByAccount(all, ports);
  const surveyed = await Promise.all(
    [...accounts].map(([account, targets]) => surveyAccount(account, targets, signal)),
  );
  return new Map([...surveyed.flat(), ...lost].map((each) => [each.target.id, each]));
}

/**
 * The size a target may not pass: in each resource the greatest of the live and running sizes of the stages that bound it.
 * Undefined when none of them is deployed and readable.
 */
export function neverAboveOf(configuration: Configuration, target: Target, surveyed: Survey): TaskSize | undefined {
  const bounding = boundingTargets(configuration, target).map(({ id }) => surveyed.get(id));
  const own = surveyed.get(target.id)?.service;
  // A stage that could not be asked may be of any size: until it can be, this one does not grow.
  if (own?.kind === 'running' && bounding.some((other) => other?.service.kind === 'failed')) return own.taskSize;
  const sizes = bounding.flatMap(knownSizes);
  if (sizes.length === 0) return undefined;
  return {
    cpuUnits: Math.max(...sizes.map(({ cpuUnits }) => cpuUnits)),
    memoryMiB: Math.max(...sizes.map(({ memoryMiB }) => memoryMiB)),
  };
}

function knownSizes(bounding: Surveyed | undefined): readonly TaskSize[] {
  if (bounding === undefined || bounding.service.kind !== 'running') return [];
  const { target, service, documents } = bounding;
  const live = documents?.live && parseDocument(documents.live.text, parseContext(target, service));
  return live === undefined || live.kind === 'invalid' ? [service.taskSize] : [service.taskSize, live.sizes.task];
}
