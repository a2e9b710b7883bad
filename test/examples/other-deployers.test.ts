import { readFileSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import { publishedNumbers } from '../../core/model/sizes.ts';
import { documentNames } from '../../core/publication/target-documents.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { projectRoot } from '../deployment/osls.ts';
import { scenario, service, ssm } from '../local/embedded-aws.ts';
import { ended, start } from '../support/command.ts';
import { madeFolder } from '../support/runs.ts';

const text = (path: string) => readFileSync(join(projectRoot, 'examples', path), 'utf8');
const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(text('terraform/README.md')) ?? [];
const { targets } = parseConfiguration(parse(yaml));
const keys = [
  ...new Set(targets.flatMap(({ parameters }) => publishedNumbers(parameters).map(({ key }) => key))),
].sort();
const stages = targets.map(({ stage }) => stage);

/** The texts in quotation marks in a list of an example. */
function quoted(source: string, list: RegExp): readonly string[] {
  return [...(list.exec(source)?.[1] ?? '').matchAll(/["'](\w+)["']/g)].map(([, each]) => each ?? '');
}

describe('the example for Terraform', () => {
  const source = text('terraform/main.tf');

  it('uses the keys of its rightsizer.yml, and has each in its fallback', () => {
    const used = [...source.matchAll(/local\.sizes\.(\w+)/g)].map(([, key]) => key);
    const fallback = [...(/fallback\s+= \{(.*)\}/.exec(source)?.[1]?.matchAll(/(\w+) = "\d+"/g) ?? [])].map(
      ([, key]) => key,
    );
    expect(used.sort()).toEqual(keys);
    expect(fallback.sort()).toEqual(keys);
  });

  it('reads the documents of its stages, and the copy for all others', () => {
    expect(quoted(source, /stages_with_sizes = \[(.*)\]/)).toEqual(stages);
    for (const target of targets) expect(documentNames(target).live).toBe(`/rightsizer/orders/${target.stage}`);
    expect(targets.flatMap(({ alsoPublishTo }) => alsoPublishTo)).toEqual(['default']);
    expect(source).toContain(
      '"/rightsizer/orders/${contains(local.stages_with_sizes, var.stage) ? var.stage : "default"}"',
    );
  });
});

describe('the example for the CDK', () => {
  let aws: LocalAws;
  const put = (stage: string, value: object) => {
    const input = { Name: `/rightsizer/orders/${stage}`, Value: JSON.stringify(value), Type: 'SecureString' } as const;
    return ssm(aws).send(new PutParameterCommand(input));
  };

  beforeAll(async () => {
    aws = await startLocalAws({ scenario: scenario({ services: [service({})] }), now: () => new Date() });
    await put('production', { taskCpu: '2048', taskMemory: '4096', appMemory: '3900', proxyMemory: '100' });
    await put('default', { taskCpu: '512', taskMemory: '1024', appMemory: '900', proxyMemory: '100' });
    await put('master', { taskCpu: '512', taskMemory: '1024' });
  });
  afterAll(() => aws.close());

  /** What the app gives its constructs, with a stand-in for the CDK. */
  function synth(stage: string) {
    const hook = join(projectRoot, 'test/examples/fake-cdk.js');
    const args = ['--import', hook, join(projectRoot, 'examples/cdk/app.ts')];
    return ended(start(process.execPath, args, { environment: { ...aws.environment, CONTEXT_stage: stage } }));
  }

  it.each([
    ['its own sizes', 'production', { cpu: 2048, memoryLimitMiB: 4096 }, 3900, 100],
    ['the copy of development where it has none of its own', 'feature-x', { cpu: 512, memoryLimitMiB: 1024 }, 900, 100],
    [
      'the whole fallback, never the copy, before its first document',
      'val',
      { cpu: 1024, memoryLimitMiB: 2048 },
      1792,
      256,
    ],
  ])('gives a stage %s', async (_, stage, task, app, proxy) => {
    const { status, output } = await synth(stage);
    expect(JSON.parse(output)).toEqual({ stack: `orders-${stage}`, task, app, proxy });
    expect(status).toBe(0);
  });

  it('fails on a document that lacks a key', async () => {
    const { status, errors } = await synth('master');
    expect(status).toBe(1);
    expect(errors).toContain('/rightsizer/orders/master: appMemory = undefined must be a whole number.');
  });

  it('knows the stages and keys of its rightsizer.yml', () => {
    const source = text('cdk/app.ts');
    expect(quoted(source, /stagesWithSizes: \[(.*)\]/)).toEqual(stages);
    expect([...new Set([...source.matchAll(/ sizes\.(\w+)/g)].map(([, key]) => key))].sort()).toEqual(keys);
  });
});

describe('the workflow that plans on a pull request', () => {
  const folder = madeFolder();
  beforeAll(async () => {
    await writeFile(join(folder, 'npx'), '#!/bin/sh\necho "$@"\nexit "$PLAN_STATUS"\n');
    await writeFile(join(folder, 'gh'), '#!/bin/sh\necho "$@" >> commented\n');
    for (const name of ['npx', 'gh']) await chmod(join(folder, name), 0o755);
  });

  it.each([
    ['passes where nothing is to do', '0', 0],
    ['passes where something would be written or waits', '2', 0],
    ['fails where the plan failed', '1', 1],
  ])('%s, and comments', async (_, PLAN_STATUS, expected) => {
    const { jobs } = parse(text('plan-on-pull-request/rightsizer-plan.yml'));
    const { run: script } = jobs.plan.steps.at(-1);
    const environment = { PATH: `${folder}:${process.env.PATH}`, PLAN_STATUS, PULL_REQUEST: '7' };
    // As GitHub starts a step.
    const { status } = await ended(start('bash', ['-e', '-c', script], { environment, cwd: folder }));
    expect(status).toBe(expected);
    expect(await readFile(join(folder, 'plan.md'), 'utf8')).toBe('rightsizer plan --markdown\n');
    const commented = await readFile(join(folder, 'commented'), 'utf8');
    expect(commented).toContain('pr comment 7 --body-file plan.md --edit-last --create-if-none\n');
    await rm(join(folder, 'commented'));
  });
});
