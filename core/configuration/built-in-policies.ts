import * as v from 'valibot';
import { type Policy, policySchema } from './policy.ts';
import { type About, BUILT_IN_POLICIES } from './setting.ts';

/** The policy that new policies take from what they do not say. */
export const BASE_POLICY = 'production';

/**
 * The policies that every configuration has, by name; their values stand beside each setting in policy.ts.
 *
 * `production` is sized on peak load with 20 % on top. The 99.5th percentile of the CPU's maxima is its peak, so that one
 * deployment's start-up does not set the size of a month. Memory stands on its highest value, for a task that lacks memory
 * is killed. What lies above that counts by what it costs: 15 USD for an hour short of CPU, 300 USD for a kill
 * (`npm run tune` prints what other prices would buy). A week of data covers every weekday. It goes down slowly: a week of agreement, and each CPU row is deployed and watched before the next. A deployment
 * is a risk, and for a single task an outage: it should save two dollars a month.
 *
 * `development` is sized on what it uses nearly always, at most what production gets: 2 USD for an hour short of CPU, 100
 * USD for a kill. Memory stays on the highest value, because a kill interrupts a developer as well. Three days of data are enough: a
 * wrong size costs little here and is corrected within days.
 *
 * `validation` is as small as is viable: the median of the CPU's maxima, and busier minutes where an hour of them at 2 USD
 * costs more than the row. Viable means that it stays up, so memory stands on the peak here too, with 5 % above it.
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
