import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FILTER_METRICS } from '../../aws/metric-queries.ts';
import { osls, projectRoot } from '../deployment/osls.ts';
import { madeFolder } from '../support/runs.ts';

const folder = madeFolder();

beforeAll(async () => {
  await cp(join(projectRoot, 'examples/container-metrics'), folder, { recursive: true });
});

const packaged = (args: readonly string[]) => osls(['package', '--package', 'package', ...args], { folder });

describe('the metric filters of a cluster', () => {
  test('make of its performance log what the recommender asks for', async () => {
    const { status, output } = await packaged(['--param', 'cluster=orders']);
    if (status !== 0) throw new Error(output);
    const template = await readFile(join(folder, 'package/cloudformation-template-update-stack.json'), 'utf8');
    const { ContainerCpu, ContainerMemory } = JSON.parse(template).Resources;
    const { namespace: MetricNamespace, cpu, memory, dimensions } = FILTER_METRICS;
    const Dimensions = dimensions.map((Key) => ({ Key, Value: `$.${Key}` }));
    const filter = (transformation: object) => ({
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        LogGroupName: '/aws/ecs/containerinsights/orders/performance',
        FilterPattern: '{ $.Type = "Container" }',
        MetricTransformations: [{ MetricNamespace, Dimensions, ...transformation }],
      },
    });
    expect(ContainerCpu).toEqual(filter({ MetricName: cpu, MetricValue: `$.${cpu}` }));
    expect(ContainerMemory).toEqual(filter({ MetricName: memory, MetricValue: `$.${memory}`, Unit: 'Megabytes' }));
  });

  test('are of no cluster that is not named', async () => {
    const { status, output } = await packaged([]);
    expect(status).toBe(1);
    expect(output).toContain('Cannot resolve variable at "provider.stackName": Value not found at "param" source');
  });
});
