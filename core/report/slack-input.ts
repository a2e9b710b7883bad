import * as v from 'valibot';

const text = v.optional(v.fallback(v.string(), ''), '');
const flag = v.optional(v.fallback(v.boolean(), false), false);
const maybeText = v.fallback(v.optional(v.string()), undefined);
const count = v.optional(v.fallback(v.pipe(v.number(), v.finite()), 0), 0);
const usd = v.fallback(v.optional(v.pipe(v.number(), v.finite())), undefined);
const maybeSizes = v.fallback(v.optional(v.record(v.string(), v.string())), undefined);

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

const notes = listOf(v.object({ text: v.string() }));
const publicationFields = v.object({
  kind: text,
  cause: text,
  name: text,
  before: maybeSizes,
  after: maybeSizes,
  problem: maybeText,
  message: maybeText,
  detail: maybeText,
});
const nothing = { kind: 'none', cause: '', name: '' } as const;
const publication = v.optional(v.fallback(publicationFields, nothing), nothing);
const noMoney = {} as const;
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const weeksExceeded = v.fallback(
  v.optional(v.object({ weeks: whole, weeksExceeded: whole, longestMinutes: whole, at: v.exactOptional(v.string()) })),
  undefined,
);
/** Of the evidence only how the choice fares in weeks that it has not seen. */
const evidence = v.fallback(
  v.optional(v.object({ risk: v.object({ holdOut: v.object({ cpu: weeksExceeded, memory: weeksExceeded }) }) })),
  undefined,
);

const target = v.object({
  id: v.string(),
  outcome: text,
  kind: text,
  noticeIsNew: flag,
  reasons: notes,
  alerts: notes,
  holds: notes,
  monthlyUsd: v.optional(v.fallback(v.object({ current: usd, recommended: usd }), noMoney), noMoney),
  publication,
  copies: listOf(publicationFields),
  pin: v.fallback(v.optional(v.object({ until: text, by: text, why: text })), undefined),
  detail: maybeText,
  evidence,
});

const noTotals = { changed: 0, failed: 0, notDone: 0 } as const;
const reportMessage = v.object({
  runId: v.string(),
  schemaVersion: v.number(),
  digest: flag,
  targets: listOf(target),
  messageIds: listOf(v.string()),
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

export type SlackTarget = v.InferOutput<typeof target>;
export type SlackPublication = v.InferOutput<typeof publicationFields>;
export type SlackReport = v.InferOutput<typeof reportMessage>;
export type SlackAlarm = v.InferOutput<typeof alarmMessage>;

/** A message of the topic as far as Slack shows it. */
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
 * Reads a message of the topic: the Report of a run (docs/contracts.md), the state of an alarm, else plain text. Whoever
 * may publish to the topic may have written it, and a newer recommender writes fields that are not known here: what cannot
 * be read is left out, and nothing is refused.
 *
 * @example parseSlackInput('maintenance tonight') // { kind: 'text', text: 'maintenance tonight' }
 */
export function parseSlackInput(message: string): SlackInput {
  const json = jsonOf(message);
  const report = v.safeParse(reportMessage, json);
  if (report.success) return { kind: 'report', report: report.output };
  const alarm = v.safeParse(alarmMessage, json);
  return alarm.success ? { kind: 'alarm', alarm: alarm.output } : { kind: 'text', text: message };
}
