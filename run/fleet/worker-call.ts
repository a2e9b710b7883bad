import * as v from 'valibot';
import type { Candidate, Spent } from '../../core/decision/run-caps.ts';
import type { BatchReport } from '../../core/fleet/batch-report.ts';
import { markSchema } from '../../core/fleet/batch-report.ts';
import { memorySchema } from '../../core/fleet/fleet-memory.ts';
import { isIsoTime } from '../../core/model/time.ts';
import type { OwnerSavings, TargetReport } from '../../core/report/report.ts';
import { VERSION } from '../../core/version.ts';

/** Who calls: code of which version, and for which run. */
const caller = {
  version: v.string(),
  runId: v.string(),
  time: v.pipe(v.string(), v.check(isIsoTime, 'is not an ISO time')),
};
/** Those of the targets that tags asked for, and what bounds their sizes: packed. */
const found = v.string();
const ids = v.pipe(v.array(v.string()), v.readonly());
const batch = { ids, found };
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
  v.strictObject({ ...caller, kind: v.literal('announced'), found, marks: v.array(markSchema) }),
  /** What this run leaves for the next. */
  v.strictObject({
    ...caller,
    kind: v.literal('end'),
    leftOut: ids,
    digestOn: v.exactOptional(v.string()),
  }),
]);

export type WorkerCall = v.InferOutput<typeof callSchema>;
export type Caller = Pick<WorkerCall, 'version' | 'runId' | 'time'>;
export type BatchCall = Extract<WorkerCall, { readonly kind: 'decide' | 'publish' }>;

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

const ofThisVersion = v.object({ version: v.literal(VERSION) });
const list = v.array(v.unknown());
/** Code of the same version made what is in there; that it is what a message can be made of is enough. */
const report = v.custom<TargetReport>((value) =>
  v.is(v.looseObject({ id: v.string(), outcome: v.string(), reasons: list, alerts: list, holds: list }), value),
);
const savings = v.custom<OwnerSavings>((value) => v.is(v.looseObject({ targets: v.number(), largest: list }), value));
const candidate = v.custom<Candidate>((value) => v.is(v.looseObject({ id: v.string() }), value));
const numbers = <Name extends string>(...names: readonly Name[]) => v.object(v.entriesFromList(names, v.number()));
const batchAnswer: v.GenericSchema<unknown, BatchAnswer> = v.object({
  totals: v.object({
    ...numbers('targets', 'changed', 'skipped', 'failed', 'notDone').entries,
    monthlyUsd: numbers('current', 'recommended', 'savings'),
  }),
  counts: numbers('answered', 'held', 'act', 'advise', 'silent'),
  told: v.array(v.object({ report, mark: v.exactOptional(markSchema) })),
  savings: v.exactOptional(v.array(savings)),
  ...numbers('omitted', 'shrunk', 'addedUsdPerMonth', 'apiCalls').entries,
  candidates: v.array(candidate),
  held: ids,
  left: ids,
});

const answers = {
  begin: v.object({ ...memorySchema.entries, startedAt: v.number() }),
  discover: v.object({ found: v.string(), apiCalls: v.number() }),
  decide: batchAnswer,
  publish: batchAnswer,
  announced: v.object({ marked: v.number() }),
  end: v.object({ stored: v.boolean() }),
};

type Kind = WorkerCall['kind'];
export type WorkerAnswers = { readonly [Key in Kind]: v.InferOutput<(typeof answers)[Key]> };

/** The worker was asked for something that it cannot do, or answered something else. */
export class WorkerCallError extends Error {
  override readonly name = 'WorkerCallError';
}

/** Reads what the worker is asked to do. @throws {WorkerCallError} Naming what is wrong. */
export function parseWorkerCall(event: unknown): WorkerCall {
  return parsed(callSchema, event, 'Only recommend-fleet calls this function.');
}

/** Reads what the worker answered to a call of this kind. @throws {WorkerCallError} Naming what is wrong. */
export function parseAnswer<Asked extends Kind>(kind: Asked, answer: unknown) {
  const problem = 'Its answer cannot be read.';
  parsed(ofThisVersion, answer, problem);
  return parsed<(typeof answers)[Asked]>(answers[kind], answer, problem);
}

/**
 * Reads what the worker answered to a batch.
 *
 * @throws {WorkerCallError} Naming what is wrong, also where targets are missing.
 */
export function parseBatch({ kind, ids }: BatchCall, answer: unknown): BatchAnswer {
  const batch = parseAnswer(kind, answer);
  const count = batch.totals.targets + batch.held.length;
  if (count === ids.length) return batch;
  throw new WorkerCallError(`Its answer is about ${count} targets; there are ${ids.length}.`);
}

function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  problem: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'all of it'}: ${issue.message}`);
  throw new WorkerCallError(`${problem} ${issues.join('; ')}`);
}

export type Called<Answer> =
  | { readonly answer: Answer; readonly failure?: undefined }
  | { readonly answer?: undefined; readonly failure: string };

/** Work whose results are kept: after a crash, what is done gives the same again and is not done twice. */
export interface Durable {
  /** Asks the worker, as often as it is worth it. An answer that cannot be read is as good as none. */
  call<Answer>(asked: WorkerCall, read: (answer: unknown) => Answer): Promise<Called<Answer>>;
  /** Does something, and after a crash in the middle once more. */
  once<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Works on items side by side, each with its own. */
  each<Item, Result>(
    name: string,
    items: readonly Item[],
    work: (item: Item, durable: Durable) => Promise<Result>,
  ): Promise<readonly Result[]>;
}
