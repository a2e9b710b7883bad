import type { TaskSize } from '../model/fargate-grid.ts';
import type { Resource } from '../model/resource.ts';
import { RESOURCES, SIDES } from '../model/resource.ts';
import type { Sizes } from '../model/sizes.ts';
import { cents } from '../money/usd.ts';
import { withHeadroom } from '../sizing/demand.ts';
import { boundByKey, isFixed, partKey } from '../sizing/key-groups.ts';
import type { ResourceVerdict } from '../usage/data-quality.ts';
import type { Assessment, Assessments } from './assessment.ts';
import { type Bounds, type Constraint, resolveBounds } from './bounds.ts';
import { guardConstraints } from './guards.ts';
import { observedRisk } from './observed-risk.ts';
import type { Reason } from './reason.ts';
import type { RecommendInput } from './recommendation.ts';
import { knownContainers, seededContainers } from './standing-sizes.ts';

/** How the bounds are asked for, where not with everything that is known. */
export interface Asking {
  /** Whether utilization is heard; default: yes. */
  readonly utilization?: boolean;
  /** The container whose heap is not asked. */
  readonly withoutHeapOf?: string;
  /** Sizes that stay, because nothing ordinary may change. */
  readonly frozen?: Sizes;
  /** What the change gate keeps waiting. */
  readonly gate?: readonly Constraint[];
}

/** All that guards and utilization ask of a target's size, resolved. */
export function boundsFor(input: RecommendInput, assessments: Assessments, asking: Asking = {}): Bounds {
  const { service } = input.evidence;
  const known = knownContainers(input);
  const constraints = constraintsOf(input, assessments, asking).map((each) =>
    each.kind === 'atMost' || each.containers === undefined
      ? each
      : { ...each, containers: boundByKey(each.containers, known, input.target.parameters) },
  );
  return resolveBounds(constraints, service.platform.operatingSystem === 'WINDOWS');
}

const UNHEARD: ResourceVerdict<Reason> = { kind: 'keep', reasons: [{ code: 'AdviceOnly' }] };

function constraintsOf(input: RecommendInput, assessments: Assessments, asking: Asking): readonly Constraint[] {
  const { target, evidence, neverAbove, change, live } = input;
  const { context, service } = evidence;
  const { utilization: isHeard = true, withoutHeapOf, frozen, gate } = asking;
  const cpuQuality = assessments.cpu?.verdict.kind === 'keep' ? undefined : assessments.cpu?.quality;
  const verdicts = Object.entries(assessments).map(([name, { verdict }]) => [
    name,
    !isHeard && verdict.kind !== 'keep' ? UNHEARD : verdict,
  ]);
  const guards = guardConstraints({
    target,
    service,
    verdicts: Object.fromEntries(verdicts),
    seeded: seededContainers(input),
    ...(live && { live }),
    ...(change && { change }),
    ...(withoutHeapOf !== undefined && { withoutHeapOf }),
    ...(frozen && { frozen }),
    ...(gate && { gate }),
    ...(context && { context }),
    ...(cpuQuality && isHeard && { cpuQuality }),
    ...(neverAbove && { neverAbove }),
  });
  if (!isHeard || frozen !== undefined) return guards;
  return [
    ...guards,
    ...RESOURCES.flatMap((resource) =>
      utilization(resource, assessments[resource], { input, isGated: gate !== undefined }),
    ),
  ];
}

/** What utilization wants of one resource: it yields to every guard. */
function utilization(
  resource: Resource,
  assessment: Assessment | undefined,
  { input, isGated }: { readonly input: RecommendInput; readonly isGated: boolean },
): readonly Constraint[] {
  const { target, evidence } = input;
  if (assessment?.demand === undefined || assessment.needed === undefined) return [];
  const { demand, needed, quality, shortage, killRisk } = assessment;
  const side = SIDES[resource];
  const { average, peak, highest } = demand;
  const required = withHeadroom(demand.demand, target.policy[resource].headroomPercent);
  const { points, overHundredPoints } = quality;
  const reasons: Reason[] = [
    {
      code: 'Utilization',
      resource,
      ...target.policy[resource],
      average,
      peak,
      highest,
      needed: shortage === undefined ? needed : required,
      points,
    },
    ...(shortage === undefined ? [] : [shortageReason(shortage, needed, input)]),
    ...assessment.containers
      .filter(({ container }) => isPublished(container, side, input))
      .map((need): Reason => ({ code: 'ContainerNeed', resource, ...need })),
  ];
  if (overHundredPoints > 0) reasons.push({ code: 'OverHundredPercent', resource, points: overHundredPoints });
  // What a container that nobody sizes used beyond its declaration buys nothing: it cannot get more.
  const fixed = evidence.service.containers.filter((container) => isFixed(container, side, target.parameters));
  const names = new Set(fixed.map(({ name }) => name));
  const needs = assessment.containers.filter(({ container }) => !names.has(container));
  const containers = Object.fromEntries(needs.map((need) => [need.container, { [side]: need.needed }]));
  return [{ kind: 'wants', [side]: needed, containers, reasons, ...(killRisk && !isGated && { killRisk }) }];
}

/** Why a CPU row is taken that is larger than what is needed. */
function shortageReason(
  { cpuUnits, shortageUsd, stepUsd }: NonNullable<Assessment['shortage']>,
  row: number,
  { evidence: { cpu, window } }: RecommendInput,
): Reason {
  const below = observedRisk(cpu, cpuUnits, window.periodSeconds);
  const taken = observedRisk(cpu, row, window.periodSeconds);
  return {
    code: 'CpuShortage',
    cpuUnits,
    weeksExceeded: below.weeksExceeded,
    weeks: below.weeks,
    shortageUsdPerMonth: cents(shortageUsd),
    taken: row,
    takenWeeksExceeded: taken.weeksExceeded,
    stepUsdPerMonth: cents(stepUsd),
  };
}

function isPublished(name: string, side: keyof TaskSize, { target, evidence }: RecommendInput): boolean {
  const container = evidence.service.containers.find((each) => each.name === name);
  return container !== undefined && partKey(container, side, target.parameters) !== undefined;
}
