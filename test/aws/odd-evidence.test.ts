import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { ecsHistory } from '../../aws/ecs-history.ts';
import { EcsReads } from '../../aws/ecs-reads.ts';
import { ecsServices } from '../../aws/ecs-services.ts';
import { readScalingPolicies } from '../../aws/scaling-policies.ts';
import { serviceAlarms } from '../../aws/service-alarms.ts';
import { SsmDocuments } from '../../aws/ssm-documents.ts';
import { alterOutput, clientSet, ecsReads, fakeClock, NEVER, rejection, service, startWorld, target } from './world.ts';

const SCALING = 'ApplicationAutoScaling DescribeScalingPolicies of service/blue/api: the answer';
const QUESTION = { cluster: 'blue', service: 'api', at: 1 };

/** Whatever is asked, AWS answers this: no server and no SDK would. */
function answering<Client>(answer: object): Client {
  return { send: async () => answer } as unknown as Client;
}

describe('evidence that a run can do without, whose answer is not as documented', () => {
  it.each([
    ['scaling policies that are no list', 'scaling', { ScalingPolicies: 5 }, SCALING],
    ['a scaling policy that is nothing', 'scaling', { ScalingPolicies: [null] }, SCALING],
    [
      'an alarm that is nothing',
      'alarms',
      { MetricAlarms: [null] },
      'CloudWatch DescribeAlarms of metric alarms: the answer',
    ],
    ['a deployment that is nothing', 'history', { serviceDeployments: [null] }, 'An answer of AWS'],
  ] as const)('costs that evidence alone: %s', async (_, which, answer, asked) => {
    const scaling = answering<ApplicationAutoScalingClient>(answer);
    const history = ecsHistory(new EcsReads({ client: answering(answer), clock: fakeClock() }), scaling);
    const read = {
      scaling: () => readScalingPolicies(scaling, QUESTION, { signal: NEVER }),
      alarms: () => serviceAlarms(answering(answer)).alarms(QUESTION, NEVER),
      history: () => history.deployments(QUESTION, NEVER),
    };
    expect(await read[which]()).toEqual({ kind: 'unavailable', detail: `${asked} is not as documented` });
  });
});

describe('what a run cannot do without, whose answer is not as documented', () => {
  const describing = async (alter: (output: Record<string, unknown>) => void) => {
    await startWorld({ services: [service(), service({ service: 'web' })] });
    const { ecs } = clientSet();
    alterOutput(ecs, alter);
    const answers = await ecsServices(ecsReads(ecs), 'us-east-1').describe(
      [target(), target({ ecsService: 'web' })],
      NEVER,
    );
    return [...answers.values()];
  };
  const failed = (what: string) => ({ kind: 'failed', message: `ECS ${what}: the answer is not as documented` });

  it('fails one service, where that is odd', async () => {
    const alter = ({ services }: Record<string, unknown>) => {
      const web = Array.isArray(services) && services.find(({ serviceName }) => serviceName === 'web');
      if (web) web.capacityProviderStrategy = [null];
    };
    const answers = await describing(alter);
    expect(answers).toMatchObject([{ kind: 'running' }, failed('DescribeServices of service web in cluster blue')]);
  });

  it('fails the services of one task definition, where that is odd', async () => {
    const alter = ({ taskDefinition }: Record<string, unknown>) => {
      const { family } = Object(taskDefinition);
      if (String(family).includes('web')) Object.assign(Object(taskDefinition), { containerDefinitions: [null] });
    };
    const answers = await describing(alter);
    const message = expect.stringMatching(/^ECS DescribeTaskDefinition of \S+: the answer is not as documented$/);
    expect(answers).toMatchObject([{ kind: 'running' }, { kind: 'failed', message }]);
  });

  it('fails the documents that it is about', async () => {
    const client = answering<SSMClient>({ Parameters: [null], InvalidParameters: [] });
    const documents = new SsmDocuments({ client, onceClient: client, clock: fakeClock() });
    expect([...(await documents.read(['/a', '/b']))]).toEqual(
      ['/a', '/b'].map((name) => {
        const message = `SSM GetParameters of ${name}: the answer is not as documented`;
        return [name, { kind: 'unreadable', message }];
      }),
    );
    expect((await rejection(documents.history('/a'))).message).toBe(
      'SSM GetParameterHistory of /a: the answer is not as documented',
    );
  });
});
