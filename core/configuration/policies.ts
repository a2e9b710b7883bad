import { ownEntry } from '../model/sizes.ts';
import { BASE_POLICY, builtInPolicies } from './built-in-policies.ts';
import type { Policy, PolicyFile } from './policy.ts';
import { type ConfigurationProblem, didYouMean, listOf, problemAt } from './problem.ts';
import { laidOver } from './setting.ts';

type Policies = Readonly<Record<string, Policy>>;

/**
 * The built-in policies with the file's overrides, and the file's new ones, which take what they do not say from
 * `production` as this file has it. A limit by another policy (`neverAbovePolicy`) is not taken over: a copy of
 * a limited policy would be limited by surprise.
 *
 * @example resolvePolicies({ batch: { minimumDataHours: 24 } }).batch.cpu.headroomPercent // 20
 */
export function resolvePolicies(overrides: Readonly<Record<string, PolicyFile>>): Policies {
  const builtIn = new Map(Object.entries(builtInPolicies));
  const written = new Map(Object.entries(overrides));
  const base = withOverride(builtInPolicies[BASE_POLICY], written.get(BASE_POLICY));
  const { neverAbovePolicy: _, ...unlimited } = base;
  const names = new Set([...builtIn.keys(), ...written.keys()]);
  return Object.fromEntries(
    [...names].map((name) => [name, withOverride(builtIn.get(name) ?? { ...unlimited, name }, written.get(name))]),
  );
}

function withOverride(base: Policy, override: PolicyFile = {}): Policy {
  const { neverAbovePolicy: limit = base.neverAbovePolicy, ...settings } = override;
  const { neverAbovePolicy: _, ...policy } = laidOver(base, settings);
  return limit === undefined || limit === null ? policy : { ...policy, neverAbovePolicy: limit };
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

function isBelowItself(policy: Policy, policies: Policies): boolean {
  const passed = new Set<string>();
  let next = policy.neverAbovePolicy;
  while (next !== undefined && !passed.has(next)) {
    passed.add(next);
    next = ownEntry(policies, next)?.neverAbovePolicy;
  }
  return passed.has(policy.name);
}
