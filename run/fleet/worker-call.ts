import * as v from 'valibot';
import type { Candidate, Spent } from '../../core/decision/run-caps.ts';
import type { BatchReport } from '../../core/fleet/batch-report.ts';
import type { FleetMemory } from '../../core/fleet/fleet-memory.ts';
import { isIsoTime } from '../../core/model/time.ts';

/** Who calls: code of which version, and for which run. */
const caller = {
  version: v.string(),
  runId: v.string(),
  time: v.pipe(v.string(), v.check(isIsoTime, 'is not an ISO time')),
};
/** Those of the targets that tags asked for, and what bounds their sizes: packed. */
const found = v.string();
const batch = {
  ids: v.array(v.string()),
  found,
};
const ids = v.array(v.string());
const mark = v.strictObject({
  id: v.string(),
  announced: v.exactOptional(v.strictObject({ destination: v.picklist(['live', 'proposed']), version: v.number() })),
  notice: v.exactOptional(v.string()),
  heldSaidOn: v.exactOptional(v.string()),
});
const callSchema = v.variant('kind', [
  /** What the run before left. */
  v.strictObject({ ...caller, kind: v.literal('begin') }),
  /** Looks for tagged services in an account and region. */
  v.strictObject({
    ...caller,
    kind: v.literal('discover'),
    place: v.strictObject({
      roleArn: v.exactOptional(v.string()),
      externalId: v.exactOptional(v.string()),
      region: v.string(),
    }),
  }),
  /** Decides a batch, and publishes what no limit of the whole run concerns. */
  v.strictObject({ ...caller, ...batch, kind: v.literal('decide'), digest: v.boolean() }),
  /** Decides those again that a limit may hold back, and publishes them. */
  v.strictObject({
    ...caller,
    ...batch,
    kind: v.literal('publish'),
    digest: v.boolean(),
    toShrink: ids,
    toGrow: ids,
  }),
  /** Stores what the message told. */
  v.strictObject({ ...caller, kind: v.literal('announced'), found, marks: v.array(mark) }),
  /** What this run leaves for the next. */
  v.strictObject({
    ...caller,
    kind: v.literal('end'),
    leftOut: v.record(v.string(), v.string()),
    digestOn: v.exactOptional(v.string()),
  }),
]);

/** What the worker of a fleet is asked to do. */
export type WorkerCall = v.InferOutput<typeof callSchema>;
/** Code of which version calls the worker, and for which run. */
export type Caller = Pick<WorkerCall, 'version' | 'runId' | 'time'>;
type CallOf<Kind extends WorkerCall['kind']> = Extract<WorkerCall, { readonly kind: Kind }>;

/** A batch as it was answered; all of it is plain JSON, and small. */
export interface BatchAnswer extends BatchReport, Spent {
  /** Targets that a limit of the run may hold back. */
  readonly candidates: readonly Candidate[];
  /** Ids of what was not published yet: the candidates, and what bounds their size. */
  readonly held: readonly string[];
  /** Ids of what there was no time for. */
  readonly left: readonly string[];
  /** Requests sent to AWS. */
  readonly apiCalls: number;
}

/** What the worker answers to each kind of call. */
export interface WorkerAnswers {
  readonly begin: FleetMemory & { readonly startedAt: number };
  readonly discover: { readonly found: string; readonly apiCalls: number };
  readonly decide: BatchAnswer;
  readonly publish: BatchAnswer;
  readonly announced: { readonly marked: number };
  readonly end: { readonly stored: boolean };
}

/** Asks the worker. */
export type CallWorker = <Kind extends WorkerCall['kind']>(call: CallOf<Kind>) => Promise<WorkerAnswers[Kind]>;

/** The worker was asked for something that it cannot do. */
export class WorkerCallError extends Error {
  override readonly name = 'WorkerCallError';
}

/**
 * Reads what the worker is asked to do.
 *
 * @throws {WorkerCallError} Naming what is wrong.
 */
export function parseWorkerCall(event: unknown): WorkerCall {
  const result = v.safeParse(callSchema, event);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the event'}: ${issue.message}`);
  throw new WorkerCallError(`Only recommend-fleet calls this function. ${issues.join('; ')}`);
}
