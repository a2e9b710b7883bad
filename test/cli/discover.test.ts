import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { groupsOf, starterOf } from '../../cli/discovered-services.ts';
import { starterFile } from '../../cli/init-file.ts';
import { stageOf } from '../../core/configuration/name-conventions.ts';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import type { ListedService } from '../../core/ports.ts';
import type { ScenarioService } from '../../local/scenario.ts';
import { scenario, serve, service } from '../local/embedded-aws.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

function listed(cluster: string, name: string, tags: Readonly<Record<string, string>> = {}): ListedService {
  return { cluster, service: name, tags, isFargate: true };
}

function stackTags(stack: string, logicalId: string): Readonly<Record<string, string>> {
  return { 'aws:cloudformation:stack-name': stack, 'aws:cloudformation:logical-id': logicalId };
}

describe('the stage of a service', () => {
  it.each<[string, ListedService, string]>([
    ['a tag', listed('shop', 'api', { Stage: 'blue' }), 'blue'],
    ['the tag of the Serverless Framework', listed('shop-prod', 'api', { STAGE: 'feature-x' }), 'feature-x'],
    ['the environment', listed('shop', 'api', { environment: 'qa' }), 'qa'],
    ['its cluster', listed('shop-val-connect', 'api'), 'val'],
    ['its own name', listed('shop', 'api_dev'), 'dev'],
    ['its stack', listed('shop', 'api', stackTags('api-qa', 'Service')), 'qa'],
    ['nothing', listed('shop', 'api'), 'production'],
    ['a tag that is no stage', listed('shop-dev', 'api', { env: 'state' }), 'dev'],
  ])('is told by %s', (_, each, stage) => {
    expect(stageOf(each)).toBe(stage);
  });
});

describe('what is one service in several stages', () => {
  function targetsOf(...services: readonly ListedService[]) {
    const found = services.map((each) => ({ region: 'us-east-1', listed: each, stage: stageOf(each) }));
    const keys = { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: {} };
    const text = starterFile(...groupsOf(found).map((group) => starterOf(group, keys)));
    const { targets } = parseConfiguration(parse(text));
    return Object.fromEntries(
      targets.map(({ id, cluster, ecsService, find }) => [id, find ?? `${cluster}/${ecsService}`]),
    );
  }

  it('has one key, and names with the stage in them', () => {
    expect(targetsOf(listed('shop-val', 'api'), listed('shop-prod', 'api'), listed('shop-prod', 'web'))).toEqual({
      'shop-api/val': 'shop-val/api',
      'shop-api/prod': 'shop-prod/api',
      'shop-web/prod': 'shop-prod/web',
    });
  });

  it('may have names of its own in a stage', () => {
    const live = listed('shop-prod', 'api', { stage: 'production' });
    expect(targetsOf(listed('shop-dev', 'api', { stage: 'dev' }), live)).toEqual({
      'shop-api/dev': 'shop-dev/api',
      'shop-api/production': 'shop-prod/api',
    });
  });

  it('with generated names is found by its stack', () => {
    const made = (stage: string, end: string) =>
      listed(`track-${stage}-Cluster-${end}`, `track-${stage}-Web-${end}`, stackTags(`track-${stage}`, 'Web'));
    expect(targetsOf(made('val', '4QnB7xYzK1'), made('prod', '9ZkT2wQpL5'))).toEqual({
      'track-Web/val': { stack: 'track-val', logicalId: 'Web' },
      'track-Web/prod': { stack: 'track-prod', logicalId: 'Web' },
    });
  });

  it('is two services where both are of one stage', () => {
    expect(targetsOf(listed('shop', 'api-dev'), listed('shop-dev', 'api'))).toEqual({
      'shop-api/dev': 'shop/api-dev',
      'shop-api-2/dev': 'shop-dev/api',
    });
  });
});

describe('rightsizer discover', () => {
  const SERVICES: readonly ScenarioService[] = [
    service({ cluster: 'shop-val', service: 'api' }),
    service({ cluster: 'shop-production', service: 'api' }),
    service({ cluster: 'shop-production', service: 'old', launch: 'EC2' }),
    service({ cluster: 'far', service: 'away', region: 'eu-west-1' }),
  ];

  async function discover(args: readonly string[] = [], services = SERVICES) {
    const folder = madeFolder();
    const aws = await serve({ scenario: scenario({ services }), now: () => new Date() });
    const run = (more: readonly string[] = []) =>
      commandHere(['discover', ...args, ...more], { cwd: folder, environment: aws.environment });
    return { folder, aws, run, ended: await run() };
  }

  it('lists what runs on Fargate with size, finding and money, and changes nothing', async () => {
    const { aws, ended } = await discover();
    expect({ status: ended.status, errors: ended.errors }).toEqual({ status: 0, errors: '' });
    expect(ended.output).toMatch(/^service +stage +now +then +finding .*USD a month/);
    expect(ended.output).toMatch(/\nshop-api +val +1024\/2048 +\d+\/\d+ /);
    expect(ended.output).toMatch(/\nshop-api +production +1024\/2048 +\d+\/\d+ /);
    expect(ended.output).toContain('us-east-1: not on Fargate and left out: 1 of 3 services.');
    expect(ended.output).not.toContain('away');
    const asked = new Set(aws.calls().map(({ operation }) => operation.replace(/^.*\./, '')));
    expect([...asked].filter((operation) => !/^(List|Describe|Get)/.test(operation))).toEqual([]);
    expect([...asked].filter((operation) => operation.includes('Parameter'))).toEqual([]);
  });

  it('looks into several regions, and says which could not be asked', async () => {
    const { aws, ended, run } = await discover(['--region', 'us-east-1', 'eu-west-1', '--json']);
    const { starters, report } = JSON.parse(ended.output);
    expect(starters.map(({ key, region }: { key: string; region: string }) => [key, region])).toEqual([
      ['shop-api', 'us-east-1'],
      ['far-away', 'eu-west-1'],
    ]);
    expect(report.targets).toHaveLength(3);
    aws.addFaults([{ operation: 'ecs.ListClusters', fault: 'accessDenied', count: 2 }]);
    const denied = await run();
    expect(denied.status).toBe(1);
    expect(JSON.parse(denied.output).notes[0]).toContain('us-east-1 could not be asked: ');
  });

  it('writes a rightsizer.yml that plan takes, and never over another', async () => {
    const { folder, aws, ended, run } = await discover(['--write']);
    expect(ended.output).toContain('Wrote rightsizer.yml. Next: rightsizer plan.');
    const text = await readFile(join(folder, 'rightsizer.yml'), 'utf8');
    expect(parseConfiguration(parse(text)).targets.map(({ id, cluster, mode }) => [id, cluster, mode])).toEqual([
      ['shop-api/val', 'shop-val', 'propose'],
      ['shop-api/production', 'shop-production', 'propose'],
    ]);
    const planned = await commandHere(['plan', '--config', 'rightsizer.yml'], {
      cwd: folder,
      environment: aws.environment,
    });
    expect({ status: planned.status, errors: planned.errors }).toEqual({ status: 2, errors: '' });
    const again = await run();
    expect(again.status).toBe(1);
    expect(again.errors).toContain('rightsizer.yml exists. Nothing was written; name another with --out.');
    expect(await readFile(join(folder, 'rightsizer.yml'), 'utf8')).toBe(text);
  });

  it('names containers as each stage does, under the same keys', async () => {
    const container = (name: string) => ({ name, image: 'shop', memory: 512 });
    const { folder } = await discover(
      ['--write'],
      [
        service({ cluster: 'shop-val', service: 'api', containers: [container('api-val')] }),
        service({
          cluster: 'shop-production',
          service: 'api',
          containers: [container('api-production'), container('log')],
        }),
      ],
    );
    const { targets } = parseConfiguration(parse(await readFile(join(folder, 'rightsizer.yml'), 'utf8')));
    expect(targets.map(({ parameters }) => parameters.containers)).toEqual([
      { 'api-val': { memory: 'apiContainerMemory' } },
      { 'api-production': { memory: 'apiContainerMemory' }, log: { memory: 'logContainerMemory' } },
    ]);
  });

  it('says where there is nothing', async () => {
    const { ended, folder } = await discover(['--write', '--region', 'ap-south-1']);
    expect(ended).toEqual({ status: 0, output: 'ap-south-1 has no service on Fargate.\n', errors: '' });
    await expect(readFile(join(folder, 'rightsizer.yml'))).rejects.toThrow('ENOENT');
  });
});
