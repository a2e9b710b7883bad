import * as v from 'valibot';

const text = v.optional(v.fallback(v.string(), ''), '');
const flag = v.optional(v.fallback(v.boolean(), false), false);
const amount = v.pipe(v.number(), v.finite());
const count = v.optional(v.fallback(amount, 0), 0);

/** Left out where it cannot be read. */
function maybe<const TItem extends v.GenericSchema>(item: TItem) {
  return v.fallback(v.optional(item), undefined);
}

/** A list of which only the items that can be read are kept; anything else is an empty one. */
function listOf<const TItem extends v.GenericSchema>(item: TItem) {
  const readable = (each: unknown) => {
    const result = v.safeParse(item, each);
    return result.success ? [result.output] : [];
  };
  return v.pipe(
    v.optional(v.fallback(v.array(v.unknown()), []), []),
    v.transform((items) => items.flatMap(readable)),
  );
}

const size = maybe(v.object({ cpuUnits: amount, memoryMiB: amount }));
const texts = listOf(v.string());
/** The news of one target as far as it is laid out; a newer recommender may know kinds that are not known here. */
const news = v.object({
  headline: v.string(),
  id: v.string(),
  place: maybe(v.string()),
  running: size,
  next: size,
  aim: size,
  steps: maybe(amount),
  money: maybe(v.object({ now: amount, next: maybe(amount), aim: maybe(amount) })),
  look: texts,
  numbers: listOf(v.object({ key: v.string(), before: maybe(v.string()), after: maybe(v.string()) })),
  notes: texts,
  why: texts,
  sure: texts,
  waiting: texts,
  now: text,
  commands: texts,
  kind: text,
});

const savings = v.object({
  owner: maybe(v.string()),
  targets: count,
  realizedUsd: count,
  waitingUsd: count,
  refusedUsd: count,
  largest: listOf(v.object({ id: v.string(), usd: amount })),
});

const noTotals = { changed: 0, failed: 0, notDone: 0 } as const;
const reportMessage = v.object({
  runId: v.string(),
  schemaVersion: v.number(),
  digest: flag,
  targets: listOf(v.object({ news: maybe(news) })),
  messageIds: listOf(v.string()),
  savings: listOf(savings),
  totals: v.optional(v.fallback(v.object({ changed: count, failed: count, notDone: count }), noTotals), noTotals),
});

/** What CloudWatch sends to a topic when an alarm changes its state. */
const alarmMessage = v.object({
  AlarmName: v.string(),
  NewStateValue: v.string(),
  AlarmDescription: text,
  NewStateReason: text,
  StateChangeTime: text,
  Region: text,
});

export type SlackReport = v.InferOutput<typeof reportMessage>;
export type SlackAlarm = v.InferOutput<typeof alarmMessage>;

export type SlackInput =
  | { readonly kind: 'report'; readonly report: SlackReport }
  | { readonly kind: 'alarm'; readonly alarm: SlackAlarm }
  | { readonly kind: 'text'; readonly text: string };

function jsonOf(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

/**
 * Reads a message of the topic: the Report of a run (docs/contracts.md), the state of an alarm, else plain text.
 * Whoever may publish to the topic may have written it, and a newer recommender writes fields that are not known here:
 * what cannot be read is left out, and nothing is refused.
 */
export function parseSlackInput(message: string): SlackInput {
  const json = jsonOf(message);
  const report = v.safeParse(reportMessage, json);
  if (report.success) return { kind: 'report', report: report.output };
  const alarm = v.safeParse(alarmMessage, json);
  return alarm.success ? { kind: 'alarm', alarm: alarm.output } : { kind: 'text', text: message };
}
