import { describe, expect, it } from 'vitest';
import type { EnrollmentStatus } from '../../../core/decision/opinion.ts';
import { PortError } from '../../../core/ports.ts';
import { type EnrollmentInput, enrollmentFinding } from '../../../run/doctor/place-findings.ts';
import { DAY_POLICY } from '../../support/builders.ts';
import { stageTarget } from '../../support/fake-ports.ts';

const shown = stageTarget('master');
const strict = (name: string) =>
  stageTarget(name, { policy: { ...DAY_POLICY, name: `strict-${name}`, secondOpinion: 'required' } });

/** The findings of an account, as `kind text -> advice`. */
async function told(
  status: EnrollmentStatus | Error,
  {
    targets = [shown],
    computeOptimizer = true,
  }: { targets?: EnrollmentInput['targets']; computeOptimizer?: boolean } = {},
) {
  const enrollmentOf = async () => {
    if (status instanceof Error) throw status;
    return status;
  };
  const sources = { priceList: true, costExplorer: true, computeOptimizer };
  const {
    check,
    subject,
    kind,
    text,
    advice = '',
  } = await enrollmentFinding('us-east-1', { sources, targets, enrollmentOf });
  expect([check, subject]).toEqual(['secondOpinion', 'us-east-1']);
  return [`${kind} ${text} -> ${advice}`];
}

describe('the enrollment in Compute Optimizer', () => {
  it('is in order where it is active, whatever policies want', async () => {
    expect(await told('Active', { targets: [strict('production')] })).toEqual([
      'ok Enrolled in Compute Optimizer. -> ',
    ]);
  });

  it.each([
    ['Inactive', 'Not enrolled in Compute Optimizer'],
    ['Pending', 'The enrollment in Compute Optimizer is pending'],
    ['Failed', 'The enrollment in Compute Optimizer has failed'],
  ] as const)('that is %s matters only where a policy requires a second opinion', async (status, text) => {
    expect(await told(status)).toEqual([`ok ${text}; no policy requires a second opinion. -> `]);
    const targets = [strict('production'), shown, strict('val'), strict('production')];
    expect(await told(status, { targets })).toEqual([
      `warning ${text}, and a policy requires a second opinion (strict-production, strict-val): nothing under it shrinks. -> Enroll the account (Compute Optimizer console); the first opinions are there after a day.`,
    ]);
  });

  it('is not asked for where the source is off, which is a warning only where a policy requires it', async () => {
    const asked = new Error('it was asked');
    expect(await told(asked, { computeOptimizer: false })).toEqual([
      'ok sources.computeOptimizer is off; no policy requires a second opinion. -> ',
    ]);
    const [warning] = await told(asked, { computeOptimizer: false, targets: [strict('production')] });
    expect(warning).toMatch(
      /^warning .*strict-production.* -> Switch sources\.computeOptimizer on in rightsizer\.yml\.$/,
    );
  });

  it('is not checked without the permission, which is named, or when the call fails', async () => {
    const call = 'ComputeOptimizer GetEnrollmentStatus of the account';
    const [denied] = await told(new PortError(`${call}: AccessDeniedException: no`));
    expect(denied).toMatch(
      /^notChecked compute-optimizer:GetEnrollmentStatus is denied\. .* -> Allow compute-optimizer:GetEnrollmentStatus to yourself/,
    );
    expect(await told(new PortError(`${call}: ECONNRESET: socket hang up`))).toEqual([
      `notChecked PortError: ${call}: ECONNRESET: socket hang up -> `,
    ]);
  });
});
