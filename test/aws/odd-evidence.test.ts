import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { describe, expect, it } from 'vitest';
import { ecsHistory } from '../../aws/ecs-history.ts';
import { EcsReads } from '../../aws/ecs-reads.ts';
import { readScalingPolicies } from '../../aws/scaling-policies.ts';
import { serviceAlarms } from '../../aws/service-alarms.ts';
import { fakeClock, NEVER } from './world.ts';

const QUESTION = { cluster: 'blue', service: 'api', at: 1 };

/** Whatever is asked, AWS answers this: no server and no SDK would. */
function answering<Client>(answer: object): Client {
  return { send: async () => answer } as unknown as Client;
}

describe('evidence that a run can do without, whose answer is not as documented', () => {
  it.each([
    ['scaling policies that are no list', 'scaling', { ScalingPolicies: 5 }],
    ['a scaling policy that is nothing', 'scaling', { ScalingPolicies: [null] }],
    ['an alarm that is nothing', 'alarms', { MetricAlarms: [null] }],
    ['a deployment that is nothing', 'history', { serviceDeployments: [null] }],
  ] as const)('costs that evidence alone: %s', async (_, which, answer) => {
    const scaling = answering<ApplicationAutoScalingClient>(answer);
    const history = ecsHistory(new EcsReads({ client: answering(answer), clock: fakeClock() }), scaling);
    const read = {
      scaling: () => readScalingPolicies(scaling, QUESTION, { signal: NEVER }),
      alarms: () => serviceAlarms(answering(answer)).alarms(QUESTION, NEVER),
      history: () => history.deployments(QUESTION, NEVER),
    };
    expect(await read[which]()).toEqual({
      kind: 'unavailable',
      detail: expect.stringMatching(/^An answer of AWS is not as documented \(TypeError: /),
    });
  });
});
