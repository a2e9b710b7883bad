import * as v from 'valibot';
import { ownEntry } from '../model/sizes.ts';
import { type Policy, type PolicyFile, policySchema } from './policy.ts';
import { type ConfigurationProblem, noSuch, problemAt } from './problem.ts';
import { type About, BUILT_IN_POLICIES, laidOver } from './setting.ts';

type Policies = Readonly<Record<string, Policy>>;

/**
 * The built-in policies with the file's overrides, and the file's new ones, which take what they do not say from
 * `production` as this file has it. A limit by another policy (`neverAbovePolicy`) is not taken over: a copy of
 * a limited policy would be limited by surprise.
 */
export function resolvePolicies(overrides: Readonly<Record<string, PolicyFile>>): Policies {
  const builtIn = new Map(Object.entries(builtInPolicies));
  const written = new Map(Object.entries(overrides));
  const base = withOverride(builtInPolicies.production, written.get('production'));
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

/** Every policy that stays below one that does not exist, or in the end below itself. */
export function policyProblems(policies: Policies): ConfigurationProblem[] {
  return Object.values(policies).flatMap((policy) => {
    const above = policy.neverAbovePolicy;
    if (above === undefined) return [];
    const path = ['policies', policy.name, 'neverAbovePolicy'];
    if (!Object.hasOwn(policies, above))
      return [problemAt(path, noSuch('a policy', above, Object.keys(policies)), above)];
    const circle = 'makes a circle: the policy would have to stay below itself';
    return isBelowItself(policy, policies) ? [problemAt(path, circle, above)] : [];
  });
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

/**
 * The policies that every configuration has, by name; their values stand beside each setting in policy.ts.
 *
 * `production` is sized on peak load with 20 % on top. CPU's peak is the 99.5th percentile of its maxima: one
 * deployment's start-up must not set a month's size. Memory stands on its highest value: a task that lacks it is
 * killed. What lies above counts by its cost: 15 USD for an hour short of CPU, 300 USD for a kill (`npm run tune` shows
 * other prices). A week of data covers every weekday. It shrinks slowly: a week of agreement, then each CPU row is
 * deployed and watched before the next. A deployment is a risk, for one task an outage: it should save 2 USD a month.
 *
 * `development` is sized on what it uses nearly always, at most what production gets: 2 USD for an hour short of CPU,
 * 100 USD for a kill. Memory stays on the highest value, because a kill interrupts a developer as well. Three days of
 * data are enough: a wrong size costs little here and is corrected within days.
 *
 * `validation` is as small as is viable: the median of the CPU's maxima, and busier minutes where an hour of them at 2
 * USD costs more than the row. Viable means that it stays up, so memory stands on the peak here too, with 5 % above it.
 *
 * One point in five may be missing everywhere before the rest stops standing for the whole.
 */
export const builtInPolicies: Readonly<Record<(typeof BUILT_IN_POLICIES)[number], Policy>> = {
  production: builtIn('production'),
  development: builtIn('development'),
  validation: builtIn('validation'),
};

function builtIn(name: (typeof BUILT_IN_POLICIES)[number]): Policy {
  const index = BUILT_IN_POLICIES.indexOf(name);
  return { name, ...valuesOf(policySchema.entries, index) } as Policy;
}

/** The value of every setting of a policy that has one; a test compares them with the table of the documentation. */
function valuesOf(entries: v.ObjectEntries, index: number): Readonly<Record<string, unknown>> {
  const values = Object.entries(entries).map(([key, entry]): [string, unknown] => {
    const { wrapped = entry } = entry as { readonly wrapped?: v.GenericSchema };
    const { entries: inner } = wrapped as { readonly entries?: v.ObjectEntries };
    if (inner !== undefined) return [key, valuesOf(inner, index)];
    const { builtIn: all = [] }: About = v.getMetadata(wrapped);
    return [key, all[index]];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
