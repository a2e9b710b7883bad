import { describe, expect, it } from 'vitest';
import { computeOptimizer } from '../../aws/compute-optimizer.ts';
import type { Scenario } from '../../local/scenario.ts';
import { alterOutput, callsOf, clientSet, NEVER, service, startWorld } from './world.ts';

const OPERATION = 'compute-optimizer.GetECSServiceRecommendations';
const arnOf = (name: string) => `arn:aws:ecs:us-east-1:123456789012:service/blue/${name}`;

const start = (scenario: Partial<Scenario> = {}) => startWorld({ computeOptimizer: 'enrolled', ...scenario });
const opinions = () => computeOptimizer(clientSet().optimizer);
const read = (...names: readonly string[]) => opinions().read(names.map(arnOf), NEVER);

/** What is told of one service as Compute Optimizer describes it. */
async function readOne(recommendation: object) {
  await start();
  const { optimizer } = clientSet();
  const usual = {
    serviceArn: arnOf('api'),
    finding: 'Overprovisioned',
    currentServiceConfiguration: { cpu: 1024, memory: 2048 },
  };
  alterOutput(optimizer, (output) => {
    output.ecsServiceRecommendations = [{ ...usual, ...recommendation }];
  });
  const answer = await computeOptimizer(optimizer).read([arnOf('api')], NEVER);
  return answer.kind === 'known' ? answer.byArn.get(arnOf('api')) : answer;
}

describe('opinions', () => {
  it('are told by ARN, with what they are of and what they would take', async () => {
    const aws = await start();
    expect(await read('api')).toEqual({
      kind: 'known',
      byArn: new Map([
        [
          arnOf('api'),
          {
            serviceArn: arnOf('api'),
            finding: 'Overprovisioned',
            findingReasonCodes: ['CPUOverprovisioned'],
            current: { cpuUnits: 1024, memoryMiB: 2048 },
            task: { cpuUnits: 512, memoryMiB: 2048 },
            silentAbout: [],
            lookbackDays: 14,
            refreshedAt: '2026-11-22T00:00:00.000Z',
          },
        ],
      ]),
    });
    expect(callsOf(aws, OPERATION)[0]?.input).toEqual({ serviceArns: [arnOf('api')] });
  });

  it('are read to the last page', async () => {
    const names = Array.from({ length: 23 }, (_, index) => `api${index}`);
    const aws = await start({ services: names.map((name) => service({ service: name })) });
    const answer = await read(...names);
    expect(answer.kind === 'known' && answer.byArn.size).toBe(23);
    expect(callsOf(aws, OPERATION)).toHaveLength(3);
  });

  it('are asked for a hundred ARNs at a time, each once', async () => {
    const aws = await start();
    const names = Array.from({ length: 130 }, (_, index) => `unknown${index}`);
    expect(await read(...names, 'api', 'api')).toMatchObject({ kind: 'known', byArn: { size: 1 } });
    const asked = callsOf(aws, OPERATION).map(({ input }) => (input.serviceArns as string[]).length);
    expect(new Set(asked)).toEqual(new Set([100, 31]));
  });

  it('are none for a service that there is no recommendation for, and nobody is asked about an ARN without a cluster', async () => {
    const aws = await start();
    expect(await read('api', 'gone')).toMatchObject({ kind: 'known', byArn: { size: 1 } });
    const short = await opinions().read(['arn:aws:ecs:us-east-1:123456789012:service/api'], NEVER);
    expect(short).toEqual({ kind: 'known', byArn: new Map() });
    expect(callsOf(aws, OPERATION)).toHaveLength(1);
  });

  it('say which resource a scaling policy holds', async () => {
    const recommendation = { cpu: 512, memory: 2048, autoScaling: 'TargetTrackingScalingMemory' } as const;
    await start({ services: [service({ recommendation })] });
    const answer = await read('api');
    expect(answer.kind === 'known' && answer.byArn.get(arnOf('api'))).toMatchObject({ silentAbout: ['memory'] });
  });
});

describe('an opinion', () => {
  it('has the sizes that it looked at where its best option leaves a side out, and no task without an option', async () => {
    expect(await readOne({ serviceRecommendationOptions: [{ cpu: 512 }, { cpu: 256, memory: 512 }] })).toMatchObject({
      task: { cpuUnits: 512, memoryMiB: 2048 },
    });
    expect(await readOne({ serviceRecommendationOptions: [{ memory: 1024 }] })).toMatchObject({
      task: { cpuUnits: 1024, memoryMiB: 1024 },
    });
    expect(await readOne({ serviceRecommendationOptions: [] })).not.toHaveProperty('task');
  });

  it.each([
    ['no service', { serviceArn: undefined }],
    ['a finding that nobody knows', { finding: 'Perfect' }],
    ['no size that it looked at', { currentServiceConfiguration: undefined }],
    ['half a size', { currentServiceConfiguration: { cpu: 1024 } }],
    ['a size that is none', { currentServiceConfiguration: { cpu: 0, memory: Number.NaN } }],
  ])('that makes no sense is none: %s', async (_, odd) => {
    expect(await readOne(odd)).toBeUndefined();
  });

  it('is read for what of it makes sense', async () => {
    const odd = {
      findingReasonCodes: ['MemoryOverprovisioned', 'DiskOverprovisioned'],
      lookbackPeriodInDays: -3,
      lastRefreshTimestamp: new Date(Number.NaN),
      currentServiceConfiguration: { cpu: 1024, memory: 2048, autoScalingConfiguration: 'SomethingNew' },
      serviceRecommendationOptions: [{ cpu: -1 }],
    };
    expect(await readOne(odd)).toEqual({
      serviceArn: arnOf('api'),
      finding: 'Overprovisioned',
      findingReasonCodes: ['MemoryOverprovisioned'],
      current: { cpuUnits: 1024, memoryMiB: 2048 },
      silentAbout: [],
      lookbackDays: 14,
    });
  });

  it('has savings in USD, after discounts where it knows them', async () => {
    const saves = (value: number, currency = 'USD') => ({ estimatedMonthlySavings: { currency, value } });
    const withSavings = (option: object) => readOne({ serviceRecommendationOptions: [option] });
    const after = { savingsOpportunity: saves(20), savingsOpportunityAfterDiscounts: saves(12.5) };
    expect(await withSavings(after)).toMatchObject({ savingsUsdPerMonth: 12.5 });
    expect(await withSavings({ savingsOpportunity: saves(20) })).toMatchObject({ savingsUsdPerMonth: 20 });
    expect(await withSavings({ savingsOpportunity: saves(20, 'CNY') })).not.toHaveProperty('savingsUsdPerMonth');
    expect(await withSavings({ savingsOpportunity: saves(Number.NaN) })).not.toHaveProperty('savingsUsdPerMonth');
  });
});

describe('no opinion', () => {
  it('comes from an account that is not enrolled', async () => {
    await start({ computeOptimizer: 'notEnrolled' });
    expect(await read('api')).toEqual({
      kind: 'unavailable',
      because: 'NotEnrolled',
      detail: 'This account is not enrolled in Compute Optimizer.',
    });
  });

  it('comes without the permission, which it names', async () => {
    const aws = await start();
    aws.addFaults([{ operation: OPERATION, fault: 'accessDenied' }]);
    expect(await read('api')).toEqual({
      kind: 'unavailable',
      because: 'NotPermitted',
      detail: 'compute-optimizer:GetECSServiceRecommendations is not permitted.',
    });
  });

  it.each(['error500', 'throttle', 'garbage', 'cut'] as const)('comes of %s, and nothing is thrown', async (fault) => {
    const aws = await start();
    aws.addFaults([{ operation: OPERATION, fault, count: 2 }]);
    expect(await read('api')).toMatchObject({ kind: 'unavailable', because: 'Failed' });
    expect(callsOf(aws, OPERATION).length).toBeLessThanOrEqual(2);
  });

  it('comes when a later page fails, so that nobody takes the rest for services without one', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `api${index}`);
    const aws = await start({ services: names.map((name) => service({ service: name })) });
    aws.addFaults([{ operation: OPERATION, fault: 'accessDenied', skip: 1 }]);
    expect(await read(...names)).toMatchObject({ kind: 'unavailable', because: 'NotPermitted' });
  });

  it('is no answer to an abort: that is thrown', async () => {
    await start();
    const reason = new Error('out of time');
    await expect(opinions().read([arnOf('api')], AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const asked = opinions().read([arnOf('api')], controller.signal);
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });
});
