import { ComputeOptimizerClient } from '@aws-sdk/client-compute-optimizer';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { enrollmentStatus } from '../../aws/compute-optimizer.ts';
import type { Scenario } from '../../local/scenario.ts';
import { callsOf, OTHER_ACCOUNT, ROLE, rejection, startWorld } from './world.ts';

const OPERATION = 'compute-optimizer.GetEnrollmentStatus';

const start = (computeOptimizer: Scenario['computeOptimizer'] = 'enrolled') => startWorld({ computeOptimizer });
const status = (place = {}) => enrollmentStatus(place, 'us-east-1');

describe('the enrollment of an account', () => {
  it.each([
    ['enrolled', 'Active'],
    ['notEnrolled', 'Inactive'],
  ] as const)('is told: %s is %s', async (computeOptimizer, told) => {
    await start(computeOptimizer);
    expect(await status()).toBe(told);
  });

  it('is asked for in the account and region of the place', async () => {
    const aws = await start();
    await status({ roleArn: ROLE, region: 'eu-west-1' });
    expect(callsOf(aws, OPERATION)).toMatchObject([{ account: OTHER_ACCOUNT, region: 'eu-west-1' }]);
  });

  it.each([
    [
      'accessDenied',
      /GetEnrollmentStatus of the account: AccessDeniedException: .*compute-optimizer:GetEnrollmentStatus/,
    ],
    ['garbage', /GetEnrollmentStatus of the account: /],
  ] as const)('cannot be told after %s, and the error names the call', async (fault, message) => {
    const aws = await start();
    aws.addFaults([{ operation: OPERATION, fault, count: 2 }]);
    const error = await rejection(status());
    expect([error.name, error.message]).toEqual(['PortError', expect.stringMatching(message)]);
  });

  it('cannot be told from a status that nobody knows', async () => {
    await start();
    const send = vi.spyOn(ComputeOptimizerClient.prototype, 'send');
    onTestFinished(() => send.mockRestore());
    send.mockImplementation(async () => ({ status: 'Dreaming' }));
    expect((await rejection(status())).message).toContain('the status Dreaming is not known');
  });

  it('needs a region', async () => {
    await expect(enrollmentStatus({})).rejects.toThrow(/No AWS region/);
  });
});
