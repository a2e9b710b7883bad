import { describe, expect, it } from 'vitest';
import { attemptTelling } from '../../../run/doctor/finding.ts';

const unavailable = (detail: string) => async () => ({ kind: 'unavailable', detail });

describe('what a run can do without', () => {
  it('is a failed call to doctor when it is missing because a call failed', async () => {
    const message = 'ECS ListServiceDeployments of service api in cluster blue: AccessDeniedException: denied';
    expect(await attemptTelling(unavailable(message))).toEqual({ kind: 'failed', message });
  });

  it.each([
    { kind: 'unavailable', detail: 'ECS keeps no deployments of service api in cluster blue.' },
    { kind: 'known', policies: [] },
  ])('is an answer otherwise: %o', async (value) => {
    expect(await attemptTelling(async () => value)).toEqual({ kind: 'answered', value });
  });

  it('is a failed call when it throws', async () => {
    const ask = async () => {
      throw new TypeError('no');
    };
    expect(await attemptTelling(ask)).toEqual({ kind: 'failed', message: 'TypeError: no' });
  });
});
