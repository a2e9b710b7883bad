import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import type { EnrollmentStatus } from '../../core/decision/opinion.ts';
import { attempt, notSeen } from './attempt.ts';
import { about, type Finding } from './finding.ts';

/** What is missing for an opinion, and how to have it. */
const SWITCHED_OFF = [
  'sources.computeOptimizer is off',
  'Switch sources.computeOptimizer on in rightsizer.yml.',
] as const;
const ENROLL = 'Enroll the account (Compute Optimizer console); the first opinions are there after a day.';
const STATES = {
  Inactive: ['Not enrolled in Compute Optimizer', ENROLL],
  Pending: ['The enrollment in Compute Optimizer is pending', ENROLL],
  Failed: ['The enrollment in Compute Optimizer has failed', ENROLL],
} as const;

export interface EnrollmentInput {
  readonly sources: Configuration['sources'];
  /** Of the account and region. */
  readonly targets: readonly Target[];
  readonly enrollmentOf: () => Promise<EnrollmentStatus>;
}

/** Whether Compute Optimizer has an opinion on the services of an account and region: that matters where a policy requires it. */
export async function enrollmentFinding(
  place: string,
  { sources, targets, enrollmentOf }: EnrollmentInput,
): Promise<Finding> {
  const { ok, warning } = about('secondOpinion', place);
  const asked = sources.computeOptimizer ? await attempt(enrollmentOf) : undefined;
  if (asked?.kind === 'failed') return notSeen('secondOpinion', place, asked.message);
  if (asked?.value === 'Active') return ok('Enrolled in Compute Optimizer.');
  const [what, advice] = asked === undefined ? SWITCHED_OFF : STATES[asked.value];
  const strict = targets.flatMap(({ policy }) => (policy.secondOpinion === 'required' ? [policy.name] : []));
  if (strict.length === 0) return ok(`${what}; no policy requires a second opinion.`);
  const policies = [...new Set(strict)].join(', ');
  return warning(`${what}, and a policy requires a second opinion (${policies}): nothing under it shrinks.`, advice);
}
