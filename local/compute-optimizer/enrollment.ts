import { AwsError } from '../wire/aws-error.ts';
import type { JsonObject } from '../wire/operation.ts';

export type Enrollment = 'enrolled' | 'notEnrolled';

const since = Date.parse('2025-01-15T09:30:00Z') / 1000;

/** Compute Optimizer GetEnrollmentStatus of the account, which is the management account of no organization. */
export function getEnrollmentStatus(enrollment: Enrollment): JsonObject {
  return {
    status: enrollment === 'enrolled' ? 'Active' : 'Inactive',
    memberAccountsEnrolled: false,
    ...(enrollment === 'enrolled' && { lastUpdatedTimestamp: since }),
  };
}

/** @throws AwsError OptInRequiredException where Compute Optimizer is not switched on */
export function assertEnrolled(enrollment: Enrollment): void {
  if (enrollment === 'enrolled') return;
  throw new AwsError(
    'OptInRequiredException',
    'The account is not registered for Compute Optimizer. Please opt in to use this service.',
  );
}
