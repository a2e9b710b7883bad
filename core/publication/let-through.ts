import * as v from 'valibot';
import { type Allowed, type Candidate, growingIn, type RunLimits, type SpentBy } from '../decision/run-caps.ts';
import { MOST_DOCUMENT_TEXT } from '../model/stored-document.ts';
import { readJson, safeJson, shortHash } from './stored-text.ts';

const claimSchema = v.object({
  runId: v.string(),
  /** Targets that shrink, by their keys. */
  shrinks: v.array(v.string()),
  /** What targets add to the costs, USD a month, by their keys. */
  adds: v.array(v.tuple([v.string(), v.number()])),
});

/** What a delivery of a run is about to change. Each document version is one, so their order says who came first. */
export type Claim = v.InferOutput<typeof claimSchema>;
type Added = Claim['adds'][number];

/** Where claims lie, in the recommender's own account and region. */
export function claimName(parameterPrefix: string): string {
  return `${parameterPrefix}/let-through`;
}

/** Short, so that some hundred have room. */
function keyOf(id: string): string {
  return shortHash(id).slice(0, 8);
}

interface Wanted {
  readonly spent: readonly SpentBy[];
  readonly candidates: readonly Candidate[];
  readonly allowed: Allowed;
}

export function claimOf(runId: string, { spent, candidates, allowed: { toShrink, toGrow } }: Wanted): Claim {
  const done = spent.filter(({ addedUsdPerMonth }) => addedUsdPerMonth > 0);
  const growing = candidates.flatMap((each) => (toGrow.has(each.id) ? (growingIn(each, toShrink) ?? []) : []));
  return {
    runId,
    shrinks: [...spent.flatMap(({ id, shrinks }) => (shrinks ? [id] : [])), ...toShrink].map(keyOf),
    adds: [
      ...done.map(({ id, addedUsdPerMonth }): Added => [keyOf(id), addedUsdPerMonth]),
      ...growing.map(({ id, usdPerMonth }): Added => [keyOf(id), usdPerMonth]),
    ],
  };
}

/** The text of a claim. What has no room is not claimed: it waits for the next run. */
export function renderClaim({ runId, shrinks, adds }: Claim): string {
  for (let count = Math.max(shrinks.length, adds.length); ; count -= 1) {
    const text = safeJson({ runId, shrinks: shrinks.slice(0, count), adds: adds.slice(0, count) });
    if (text.length <= MOST_DOCUMENT_TEXT) return text;
  }
}

/** The claims of a run among stored texts; a text that is none says nothing. */
export function claimsIn(texts: readonly string[], runId: string): readonly Claim[] {
  return texts.flatMap((text) => readJson(claimSchema, text) ?? []).filter((claim) => claim.runId === runId);
}

/**
 * Who may change of these: whoever claimed first has the place. A target whose place an earlier delivery has may use
 * it: that delivery may have died since.
 *
 * @param claims - Of all deliveries of the run, the first one first.
 */
export function allowedBy(claims: readonly Claim[], candidates: readonly Candidate[], limits: RunLimits): Allowed {
  const { shrinks, adds } = placesOf(claims, limits);
  const toShrink = new Set(
    candidates.flatMap(({ id, shrinking }) => (shrinking && shrinks.has(keyOf(id)) ? [id] : [])),
  );
  const growing = candidates.flatMap((each) => growingIn(each, toShrink) ?? []);
  const toGrow = growing.filter(({ id, usdPerMonth }) => usdPerMonth <= (adds.get(keyOf(id)) ?? -Infinity));
  return { toShrink, toGrow: new Set(toGrow.map(({ id }) => id)) };
}

function placesOf(claims: readonly Claim[], limits: RunLimits) {
  const { maximumShrinksPerRun, maximumIncreaseUsdPerRun = Number.POSITIVE_INFINITY } = limits;
  const shrinking = new Set(claims.flatMap((claim) => claim.shrinks));
  const adds = new Map<string, number>();
  let left = maximumIncreaseUsdPerRun;
  for (const [key, usdPerMonth] of claims.flatMap((claim) => claim.adds)) {
    if (adds.has(key) || usdPerMonth > left) continue;
    left -= usdPerMonth;
    adds.set(key, usdPerMonth);
  }
  return { shrinks: new Set([...shrinking].slice(0, maximumShrinksPerRun)), adds };
}
