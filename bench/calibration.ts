import { episodesOf, exceedanceOf } from '../backtest/exceedance.ts';
import { type Past, type Subject, stretchOf } from '../backtest/subject.ts';
import { builtInPolicies } from '../core/configuration/built-in-policies.ts';
import type { Policy } from '../core/configuration/policy.ts';
import type { RecommendInput } from '../core/decision/input.ts';
import { recommend } from '../core/decision/recommend.ts';
import { type Risk, riskOf } from '../core/decision/views.ts';
import { HOURS_PER_MONTH } from '../core/model/reference-price.ts';
import type { Resource } from '../core/model/resource.ts';
import { expectedShare, killsAt, tailOf } from '../core/sizing/shortage.ts';
import { countPoints, highest } from '../core/usage/statistics.ts';
import { peakPoints, type Series } from '../core/usage/usage.ts';
import { KILLS, type Outcome, SHARES, table, WEEKS } from './calibration-table.ts';
import { TRACES, traceNames, traceSubject, turnsOf } from './traces.ts';

/**
 * Does the stated risk hold? Decides weekly on up to four weeks of public traces, and compares what the recommendation says of its size with the week
 * after it. A week of less than twelve hours of points is not counted.
 */
const LEAST_POINTS = 144;
const POINTS_PER_HOUR = 12;
const RESOURCES = ['cpu', 'memory'] as const;

/** What one decision said of a resource, and the week after it. */
interface Judged {
  readonly share?: Outcome;
  readonly expected?: Outcome;
  readonly heldOut?: Outcome;
  readonly kills?: Outcome;
}

interface Decision {
  readonly subject: Subject;
  readonly past: Past;
  readonly next: Past;
}

/** The weekly decisions over all traces; a trace is read once. */
function* decisions(names: readonly string[], policy: Policy): Generator<Decision> {
  for (const name of names) {
    const subject = traceSubject(name, policy);
    const length = peakPoints(stretchOf(subject, 0, Number.POSITIVE_INFINITY).cpu).length;
    for (const { start, decidedAt, end } of turnsOf(length)) {
      const next = stretchOf(subject, decidedAt, end);
      if (countPoints(peakPoints(next.cpu)) < LEAST_POINTS) continue;
      yield { subject, past: stretchOf(subject, start, decidedAt), next };
    }
  }
}

function inputFor({ subject, past: { window, cpu, memory } }: Decision, policy: Policy): RecommendInput {
  const evidence = { window, service: subject.service, cpu, ...(memory && { memory }), containers: {} };
  return { target: { ...subject.target, policy }, evidence };
}

/** What a resource's past says of a size, and what the week after it held. */
function sharesAt({ past: { window } }: Decision, past: Series, next: Series, size: number) {
  const points = peakPoints(past);
  const seen = exceedanceOf(points, size);
  const came = exceedanceOf(peakPoints(next), size);
  if (seen.points === 0 || came.points === 0) return {};
  const observed = came.exceeded / came.points;
  return {
    share: { stated: seen.exceeded / seen.points, observed },
    expected: { stated: expectedShare({ points, window }, size), observed },
  };
}

/** Estimated kills a month against memory episodes of the week, as a month. */
function killsOf({ past: { window } }: Decision, past: Series, next: Series, memoryMiB: number): Outcome | undefined {
  const tail = tailOf({ points: peakPoints(past), window });
  const points = peakPoints(next);
  const hours = countPoints(points) / POINTS_PER_HOUR;
  if (tail === undefined || hours === 0) return undefined;
  const above = [...points.keys()].filter((index) => (points[index] as number) > memoryMiB);
  const episodes = episodesOf(above, window.periodSeconds);
  return { stated: killsAt(tail, memoryMiB), observed: (episodes / hours) * HOURS_PER_MONTH };
}

function heldOutOf(risk: Risk, resource: Resource, next: Series, size: number): Outcome | undefined {
  const found = risk.holdOut?.[resource];
  const top = highest(peakPoints(next));
  if (found?.weeks !== 4 || top === undefined) return undefined;
  return { stated: found.weeksExceeded / found.weeks, observed: top > size ? 1 : 0 };
}

/** What a decision said of each resource; nothing where it said nothing. */
function judged(decision: Decision, policy: Policy): Readonly<Partial<Record<Resource, Judged>>> {
  const input = inputFor(decision, policy);
  const answer = recommend(input);
  if (answer.kind === 'skipped') return {};
  const risk = riskOf(input, answer);
  const { task } = answer.sizes;
  const known = RESOURCES.flatMap((resource) => {
    const [past, next] = [decision.past[resource], decision.next[resource]];
    if (past === undefined || next === undefined || risk[resource] === undefined) return [];
    const size = resource === 'cpu' ? task.cpuUnits : task.memoryMiB;
    const heldOut = heldOutOf(risk, resource, next, size);
    const kills = resource === 'memory' ? killsOf(decision, past, next, size) : undefined;
    const found: Judged = {
      ...sharesAt(decision, past, next, size),
      ...(heldOut && { heldOut }),
      ...(kills && { kills }),
    };
    return [[resource, found] as const];
  });
  return Object.fromEntries(known);
}

function calibrationOf(all: readonly Decision[], policy: Policy): string {
  const found = all.map((decision) => judged(decision, policy));
  const cpu = found.flatMap((each) => each.cpu ?? []);
  const memory = found.flatMap((each) => each.memory ?? []);
  return [
    table(
      `${policy.name}: share of CPU points above the size (risk.cpu.exceededPercent)`,
      cpu.map(({ share }) => share),
      SHARES,
    ),
    table(
      `${policy.name}: expected share of CPU points, half way to the worst week`,
      cpu.map(({ expected }) => expected),
      SHARES,
    ),
    table(
      `${policy.name}: share of memory points above the size (risk.memory.exceededPercent)`,
      memory.map(({ share }) => share),
      SHARES,
    ),
    table(
      `${policy.name}: CPU held out, weeks exceeded; seen: share of next weeks exceeded`,
      cpu.map(({ heldOut }) => heldOut),
      WEEKS,
    ),
    table(
      `${policy.name}: memory held out, weeks exceeded; seen: share of next weeks exceeded`,
      memory.map(({ heldOut }) => heldOut),
      WEEKS,
    ),
    table(
      `${policy.name}: memory kills a month; seen: memory episodes a month`,
      memory.map(({ kills }) => kills),
      KILLS,
    ),
  ].join('\n');
}

/** The same statements of every CPU row below the nominal size, whoever would choose it: more weeks in the bins that no policy chooses. */
function everyRow(all: readonly Decision[]): string {
  const found = all.flatMap((decision) => {
    const { cpuUnits } = decision.subject.service.taskSize;
    const rows = [256, 512, 1024, 2048, 4096].filter((row) => row < cpuUnits);
    return rows.map((row) => sharesAt(decision, decision.past.cpu, decision.next.cpu, row));
  });
  return [
    table(
      'every CPU row below the nominal size: share of points above',
      found.map(({ share }) => share),
      SHARES,
    ),
    table(
      'every CPU row below the nominal size: expected share',
      found.map(({ expected }) => expected),
      SHARES,
    ),
  ].join('\n');
}

const names = traceNames();
const production = builtInPolicies.production;
if (names === undefined || names.length === 0 || production === undefined) {
  process.stderr.write(
    `Not calibrated. Missing: the traces (${TRACES}; RIGHTSIZER_REFEREE names the folder beside them).\n`,
  );
  process.exitCode = 1;
} else {
  const all = [...decisions(names, production)];
  process.stdout.write(`${names.length} traces, ${all.length} weekly decisions\n\n`);
  for (const policy of Object.values(builtInPolicies)) process.stdout.write(`${calibrationOf(all, policy)}\n`);
  process.stdout.write(everyRow(all));
}
