import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import type { EnrollmentStatus } from '../../core/decision/opinion.ts';
import { attempt, notSeen } from './attempt.ts';
import { about, type Finding } from './finding.ts';

const STATES = {
  Inactive: 'Not enrolled in Compute Optimizer',
  Pending: 'The enrollment in Compute Optimizer is pending',
  Failed: 'The enrollment in Compute Optimizer has failed',
} as const;

export interface EnrollmentInput {
  readonly sources: Configuration['sources'];
  /** Of the account and region. */
  readonly targets: readonly Target[];
  readonly enrollmentOf: () => Promise<EnrollmentStatus>;
}

/** Whether Compute Optimizer has an opinion on the services of an account and region: that matters where a policy requires it. */
export async function enrollmentFindings(
  place: string,
  { sources, targets, enrollmentOf }: EnrollmentInput,
): Promise<readonly Finding[]> {
  const strict = targets.filter(({ policy }) => policy.secondOpinion === 'required');
  const policies = [...new Set(strict.map(({ policy }) => policy.name))].join(', ');
  if (!sources.computeOptimizer) {
    const switchOn = 'Switch sources.computeOptimizer on in rightsizer.yml.';
    return [missing(place, 'sources.computeOptimizer is off', { policies, advice: switchOn })];
  }
  const asked = await attempt(enrollmentOf);
  if (asked.kind === 'failed') return [notSeen('secondOpinion', place, asked.message)];
  const { value: status } = asked;
  if (status === 'Active') return [about('secondOpinion', place).ok('Enrolled in Compute Optimizer.')];
  const enroll = 'Enroll the account (Compute Optimizer console); the first opinions are there after a day.';
  return [missing(place, STATES[status], { policies, advice: enroll })];
}

interface Missing {
  /** The names of those that require it; empty without one. */
  readonly policies: string;
  readonly advice: string;
}

function missing(place: string, what: string, { policies, advice }: Missing): Finding {
  const { ok, warning } = about('secondOpinion', place);
  if (policies === '') return ok(`${what}; no policy requires a second opinion.`);
  return warning(`${what}, and a policy requires a second opinion (${policies}): nothing under it shrinks.`, advice);
}
