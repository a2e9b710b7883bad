import type { Target } from '../configuration/configuration.ts';
import type { Bounds } from '../decision/bounds.ts';
import type { Recommendation } from '../decision/recommendation.ts';
import type { RunningService } from '../model/service.ts';
import { ownEntry, type Sizes } from '../model/sizes.ts';
import type { StoredDocument } from '../model/stored-document.ts';
import { boundsOf } from '../sizing/key-groups.ts';
import { mergedSizes, runningProblem, runningSizes } from '../sizing/running-sizes.ts';
import {
  isSameDocument,
  judgeDocument,
  parseContext,
  renderDocument,
  type SizesDocument,
  toDocument,
  type UsableSizes,
} from './sizes-document.ts';
import { shortHash } from './stored-text.ts';
import { type KnownSizes, parseSizes, says, usable } from './target-documents.ts';

/**
 * Why a document is written: the running sizes before the first change, a new size, the size before a change that went
 * wrong, a pin's sizes, other keys, a broken document, a copy; and what people do: approve, roll back, seed.
 */
export const CAUSES = [
  'baseline',
  'resize',
  'restore',
  'pin',
  'keys',
  'repair',
  'copy',
  'approve',
  'rollback',
  'seed',
] as const;
export type Cause = (typeof CAUSES)[number];

/** The live document is broken, and there is nothing usable to put in its place: a person must. */
export class NothingToRestoreError extends Error {
  override readonly name = 'NothingToRestoreError';
}

/** One write that a run wants: not yet done, and only if nobody wrote since. */
export interface PlannedWrite {
  readonly destination: 'live' | 'proposed';
  readonly cause: Cause;
  readonly before?: SizesDocument;
  readonly after: SizesDocument;
  /** What was wrong with the document before, for `repair`. */
  readonly problem?: string;
}

export interface PlanInput {
  readonly target: Target;
  readonly service: RunningService;
  readonly recommendation: Recommendation;
  readonly live: KnownSizes;
  readonly proposed: KnownSizes;
  readonly isPinned?: boolean;
  readonly rejectedHash?: string;
  /** Whether the standing proposal is one that nobody waits for any more. */
  readonly isProposalClosed?: boolean;
  /** The versions of the live document, newest first; needed when the live document is invalid. */
  readonly history: readonly StoredDocument[];
}

/**
 * What to write for a target, or undefined when all is right (docs/contracts.md). The running sizes go first, so that a
 * rollback can return to them; a broken document is replaced at once; keys follow the configuration; then sizes.
 *
 * @throws {NothingToRestoreError} When a broken document has no valid version, and ECS would refuse what runs too.
 */
export function planPublication(input: PlanInput): PlannedWrite | undefined {
  const { live } = input;
  if (live.kind === 'invalid') return planRepair(input, live.problem);
  return planLive(input, usable(live)) ?? planProposal(input, usable(live));
}

function planRepair(input: PlanInput, problem: string): PlannedWrite {
  const after = lastValid(input) ?? deployableRunning(input);
  if (after !== undefined) return { destination: 'live', cause: 'repair', after, problem };
  throw new NothingToRestoreError(
    `the live document is unusable (${problem}), no version before it is valid, and the running sizes do not fit either`,
  );
}

function planLive(input: PlanInput, live: UsableSizes | undefined): PlannedWrite | undefined {
  const { target, recommendation } = input;
  if (live === undefined) return target.mode === 'apply' ? planBaseline(input) : undefined;
  const { document: before } = live;
  const decided = target.mode === 'apply' && recommendation.kind !== 'skipped';
  const kept = live.kind === 'valid' ? before : withPublishedKeys(input, live.sizes);
  const after = decided ? toDocument(recommendation.applicable.sizes, target.parameters) : kept;
  if (isSameDocument(before, after)) return undefined;
  return { destination: 'live', cause: isSameDocument(kept, after) ? 'keys' : causeOf(input), before, after };
}

function causeOf({ recommendation, isPinned = false }: PlanInput): Cause {
  if (isPinned) return 'pin';
  return recommendation.kind !== 'skipped' && recommendation.applicable.restores ? 'restore' : 'resize';
}

/** The running sizes first; the decided ones where ECS would refuse those, or an undeclared limit would be too low. */
function planBaseline(input: PlanInput): PlannedWrite | undefined {
  const running = deployableRunning(input);
  const decided = decidedFirst(input);
  if (running !== undefined && decided === undefined) return { destination: 'live', cause: 'baseline', after: running };
  return decided && { destination: 'live', cause: 'resize', after: decided };
}

/** The decided sizes, where the running ones cannot be said or would kill a container, and these fit. */
function decidedFirst(input: PlanInput): SizesDocument | undefined {
  const { recommendation, target, service } = input;
  if (recommendation.kind === 'skipped') return undefined;
  if (deployableRunning(input) !== undefined && !isGuessTooLow(input, recommendation.bounds)) return undefined;
  const after = toDocument(recommendation.applicable.sizes, target.parameters);
  return judgeDocument(after, parseContext(target, service)).kind === 'invalid' ? undefined : after;
}

/** Whether a container that runs without a limit would be given one below what it needs. */
function isGuessTooLow({ service, target }: PlanInput, { containers }: Pick<Bounds, 'containers'>): boolean {
  const running = runningSizes(service, target.parameters);
  return service.containers.some(({ name, memoryMiB }) => {
    const limit = ownEntry(running.containers, name)?.memoryMiB;
    return memoryMiB === undefined && limit !== undefined && limit < boundsOf(containers, name).needed.memoryMiB;
  });
}

/** The running sizes, unless ECS itself would refuse them or no document can say them. */
function deployableRunning({ service, target: { parameters } }: PlanInput): SizesDocument | undefined {
  if (runningProblem(service, parameters) !== undefined) return undefined;
  return toDocument(runningSizes(service, parameters), parameters);
}

function lastValid({ history, target, service }: PlanInput): SizesDocument | undefined {
  const parsed = history.map((stored) => parseSizes(stored, parseContext(target, service)));
  return parsed.flatMap((each) => (each.kind === 'valid' ? [each.document] : []))[0];
}

function withPublishedKeys({ target, service }: PlanInput, live: Sizes): SizesDocument {
  const { parameters } = target;
  return toDocument(mergedSizes(live, service, parameters) ?? runningSizes(service, parameters), parameters);
}

/** `propose` leaves the live document alone and writes a proposal, once; so does `apply` when a person must approve. */
function planProposal(input: PlanInput, live: UsableSizes | undefined): PlannedWrite | undefined {
  const { target, recommendation, proposed, isPinned, isProposalClosed = false } = input;
  if (recommendation.kind === 'skipped' || isPinned) return undefined;
  if (target.mode === 'apply' && recommendation.applicable.asks !== true) return undefined;
  const before = live?.document ?? deployableRunning(input);
  // A person decides: advice that no run would apply is proposed as well.
  const after = toDocument(recommendation.applicable.proposal, target.parameters);
  const isStanding = usable(proposed) !== undefined && says(proposed, after);
  if ((isStanding && !isProposalClosed) || (before !== undefined && isSameDocument(before, after))) return undefined;
  if (shortHash(renderDocument(after)) === input.rejectedHash) return undefined;
  return { destination: 'proposed', cause: 'resize', ...(before && { before }), after };
}

/** Whether the proposal that waits is another one than this run would make: nobody should approve it any more. */
export function isProposalStale(input: PlanInput): boolean {
  const { target, recommendation, proposed } = input;
  if (proposed.kind === 'absent' || recommendation.kind === 'skipped') return false;
  if (target.mode === 'apply' && recommendation.applicable.asks !== true) return true;
  const wanted = toDocument(recommendation.applicable.proposal, target.parameters);
  return usable(proposed) === undefined || !says(proposed, wanted);
}
