import { BASE_POLICY, builtInPolicies } from './built-in-policies.ts';
import type { ConfigurationProblem } from './configuration.ts';
import type { Policy } from './policy.ts';
import type { PolicyFile } from './policy-schema.ts';
import { listOf, problemAt } from './problem.ts';
import { didYouMean } from './suggestion.ts';

type Policies = Readonly<Record<string, Policy>>;

/**
 * The built-in policies with the file's overrides, and the file's new ones, which take what they do not say from
 * `production` as this file has it. A limit by another policy (`neverAbovePolicy`) is not taken over: a copy of
 * a limited policy would be limited by surprise.
 *
 * @example resolvePolicies({ batch: { minimumDataHours: 24 } }).batch?.cpu.headroomPercent // 25
 */
export function resolvePolicies(overrides: Readonly<Record<string, PolicyFile>>): Policies {
  const builtIn = new Map(Object.entries(builtInPolicies));
  const written = new Map(Object.entries(overrides));
  const base = withOverride(builtInPolicies[BASE_POLICY], written.get(BASE_POLICY) ?? {});
  const { neverAbovePolicy: _, ...unlimited } = base;
  const names = new Set([...builtIn.keys(), ...written.keys()]);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      withOverride(builtIn.get(name) ?? { ...unlimited, name }, written.get(name) ?? {}),
    ]),
  );
}

/**
 * Every policy that stays below one that does not exist, or in the end below itself.
 *
 * @example policyProblems(resolvePolicies({ batch: { neverAbovePolicy: 'prod' } })).length // 1
 */
export function policyProblems(policies: Policies): ConfigurationProblem[] {
  return Object.values(policies).flatMap((policy) => {
    const above = policy.neverAbovePolicy;
    if (above === undefined) return [];
    const path = ['policies', policy.name, 'neverAbovePolicy'];
    if (!Object.hasOwn(policies, above)) return [problemAt(path, unknownPolicyMessage(above, policies), above)];
    if (isBelowItself(policy, policies)) {
      return [problemAt(path, 'makes a circle: the policy would have to stay below itself', above)];
    }
    return [];
  });
}

/**
 * What is said about a name that no policy has: the policies there are, and the nearest of them.
 *
 * @example unknownPolicyMessage('prodution', builtInPolicies)
 * // 'is not a policy; there are: "production", "development", "validation"; did you mean "production"?'
 */
export function unknownPolicyMessage(name: string, policies: Policies): string {
  const known = Object.keys(policies);
  return `is not a policy; there are: ${listOf(known)}${didYouMean(name, known)}`;
}

function withOverride(base: Policy, override: PolicyFile): Policy {
  const { neverAbovePolicy: baseLimit, ...rest } = base;
  const limit = override.neverAbovePolicy === undefined ? baseLimit : override.neverAbovePolicy;
  return {
    ...rest,
    cpu: { ...base.cpu, ...override.cpu },
    memory: { ...base.memory, ...override.memory },
    minimumDataHours: override.minimumDataHours ?? base.minimumDataHours,
    minimumCoveragePercent: override.minimumCoveragePercent ?? base.minimumCoveragePercent,
    minimumDaysSinceDeployment: override.minimumDaysSinceDeployment ?? base.minimumDaysSinceDeployment,
    shortage: { ...base.shortage, ...override.shortage },
    changeGate: { ...base.changeGate, ...override.changeGate },
    secondOpinion: override.secondOpinion ?? base.secondOpinion,
    toleratedCensoredPercent: override.toleratedCensoredPercent ?? base.toleratedCensoredPercent,
    ...(limit === undefined || limit === null ? {} : { neverAbovePolicy: limit }),
  };
}

function isBelowItself(policy: Policy, policies: Policies): boolean {
  const above = new Map(Object.entries(policies).map(([name, { neverAbovePolicy }]) => [name, neverAbovePolicy]));
  const passed = new Set<string>();
  let next = policy.neverAbovePolicy;
  while (next !== undefined && !passed.has(next)) {
    passed.add(next);
    next = above.get(next);
  }
  return passed.has(policy.name);
}
