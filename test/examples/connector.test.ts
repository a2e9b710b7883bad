import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import { isValidPair } from '../../core/model/task-size.ts';
import { documentNames } from '../../core/publication/target-documents.ts';
import { osls, projectRoot } from '../deployment/osls.ts';
import { awsWith, exampleFolder, type Sizes } from './deployer.ts';

/** Sizes under the keys that rightsizer.yml names, in its order. */
function sizes(
  task: readonly [cpu: number, memory: number],
  connect: readonly [cpu: number, memory: number],
  instantclientMemory: number,
): Sizes {
  return {
    taskCpu: `${task[0]}`,
    taskMemory: `${task[1]}`,
    connectContainerCpu: `${connect[0]}`,
    connectContainerMemory: `${connect[1]}`,
    instantclientContainerMemory: `${instantclientMemory}`,
  };
}

const fallback = {
  default: sizes([1024, 2048], [512, 1024], 512),
  val: sizes([1024, 3072], [512, 2560], 512),
  production: sizes([2048, 6144], [2048, 4096], 2048),
};

const live = {
  master: sizes([512, 1024], [512, 896], 128),
  val: sizes([256, 512], [256, 384], 128),
  production: sizes([1024, 4096], [1024, 3584], 512),
};

/** A copy of the example in which each of the texts, which must be there, is replaced. */
async function changedExample(replacements: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-connector-'));
  await cp(exampleFolder, folder, { recursive: true });
  let text = await readFile(join(folder, 'serverless.yml'), 'utf8');
  for (const [before, after] of Object.entries(replacements)) {
    expect(text).toContain(before);
    text = text.replace(before, after);
  }
  await writeFile(join(folder, 'serverless.yml'), text);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Former literals, as they stood under `params.production` before there was a document. */
const literals = { '    sizes: production\n': "    sizes: production\n    taskCpu: '4096'\n    taskMemory: '8192'\n" };

describe.concurrent('a deployment of the example', () => {
  test('uses its own fallback in every stage while there is no document', async () => {
    await using aws = await awsWith({});
    const stages = ['master', 'val', 'production', 'feature-x'];
    expect(await Promise.all(stages.map((stage) => aws.sizesOf(stage)))).toEqual([
      fallback.default,
      fallback.val,
      fallback.production,
      fallback.default,
    ]);
  });

  test('uses the document of its stage, and a branch stage that of default', async () => {
    await using aws = await awsWith({ ...live, default: live.master });
    const stages = ['master', 'val', 'production', 'feature-x'];
    expect(await Promise.all(stages.map((stage) => aws.sizesOf(stage)))).toEqual([
      live.master,
      live.val,
      live.production,
      live.master,
    ]);
  });

  test("never uses default's sizes for production, whose fallback is its own", async () => {
    await using aws = await awsWith({ default: live.master });
    expect(await aws.sizesOf('production')).toEqual(fallback.production);
  });

  test('uses the fallback while sizes are only proposed', async () => {
    await using aws = await awsWith({ default: live.master, 'production/proposed': live.production });
    expect(await aws.sizesOf('production')).toEqual(fallback.production);
  });

  test('goes back to the fallback when the document is deleted', async () => {
    await using aws = await awsWith({ default: live.master, production: live.production });
    await aws.delete('production');
    expect(await aws.sizesOf('production')).toEqual(fallback.production);
  });

  test('fails at the place that needed a key which the document lacks, whatever the fallback holds', async () => {
    const { instantclientContainerMemory: _, ...incomplete } = live.production;
    await using aws = await awsWith({ production: incomplete });
    const { status, output } = await aws.osls(['print', '--stage', 'production']);
    expect(status).toBe(1);
    expect(output).toContain(
      'Cannot resolve variable at "resources.Resources.TaskDefinition.Properties.ContainerDefinitions.1.Memory"',
    );
  });

  test('fails when SSM cannot be reached, instead of using the fallback', async () => {
    const { status, output } = await osls(['print'], {
      folder: exampleFolder,
      environment: { AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local', AWS_MAX_ATTEMPTS: '1' },
    });
    expect(status).toBe(1);
    expect(output).toContain('ECONNREFUSED');
  });

  test('can be packaged', async () => {
    await using aws = await awsWith(live);
    await using example = await changedExample({});
    const { status, output } = await aws.osls(['package', '--stage', 'production'], example.folder);
    expect(output).toContain('Service packaged');
    expect(status).toBe(0);
  });
});

describe.concurrent('former literals left under params.production', () => {
  test('change nothing where every place reads the document', async () => {
    await using aws = await awsWith(live);
    await using example = await changedExample(literals);
    expect(await aws.sizesOf('production', example.folder)).toEqual(live.production);
  });

  test('win without a word in a place that still reads the param', async () => {
    await using aws = await awsWith(live);
    await using example = await changedExample({ ...literals, '${self:custom.size.taskCpu}': '${param:taskCpu}' });
    expect(await aws.sizesOf('production', example.folder)).toEqual({ ...live.production, taskCpu: '4096' });
  });

  test('win without a word over a params.default that reads the document, in their stage only', async () => {
    await using aws = await awsWith(live);
    await using example = await changedExample({
      ...literals,
      '    sizes: default\n':
        "    sizes: default\n    taskCpu: '${self:custom.size.taskCpu}'\n    taskMemory: '${self:custom.size.taskMemory}'\n",
      'Cpu: ${self:custom.size.taskCpu}': 'Cpu: ${param:taskCpu}',
      'Memory: ${self:custom.size.taskMemory}': 'Memory: ${param:taskMemory}',
    });
    const [production, master] = await Promise.all(
      ['production', 'master'].map((stage) => aws.sizesOf(stage, example.folder)),
    );
    expect(production).toEqual({ ...live.production, taskCpu: '4096', taskMemory: '8192' });
    expect(master).toEqual(live.master);
  });
});

describe('the example and rightsizer.yml', () => {
  test('speak of the same clusters, services and documents', async () => {
    const { params, custom, resources } = await exampleContent();
    const targets = await connectorTargets();
    expect(targets.map(({ stage }) => stage)).toEqual(['master', 'val', 'production']);
    for (const target of targets) {
      expect(target.cluster).toBe(custom.name.replace('${sls:stage}', target.stage));
      expect(target.ecsService).toBe(resources.Resources.Service.Properties.ServiceName);
      const document = custom.size.slice('${ssm:'.length).replace('${param:sizes}, param:fallback}', '');
      expect(documentNames(target).live).toBe(`${document}${params[target.stage]?.sizes}`);
      expect(target.alsoPublishTo).toEqual(target.stage === 'master' ? [params.default?.sizes] : []);
    }
  });

  test('name the same keys, and every fallback is a Fargate size that its containers fit in', async () => {
    const [target] = await connectorTargets();
    const keys = [target?.parameters.task, ...Object.values(target?.parameters.containers ?? {})].flatMap((each) =>
      Object.values(each ?? {}),
    );
    const { params } = await exampleContent();
    const fallbacks = Object.values(params).flatMap((stage) => (stage.fallback === undefined ? [] : [stage.fallback]));
    expect(fallbacks).toHaveLength(3);
    for (const each of fallbacks) {
      expect(Object.keys(each).sort()).toEqual(keys.sort());
      const number = (key: string) => Number(each[key]);
      const task = { cpuUnits: number('taskCpu'), memoryMiB: number('taskMemory') };
      expect(isValidPair(task, 'LINUX')).toBe(true);
      expect(number('connectContainerCpu')).toBeLessThanOrEqual(task.cpuUnits);
      const containersMiB = number('connectContainerMemory') + number('instantclientContainerMemory');
      expect(containersMiB).toBeLessThanOrEqual(task.memoryMiB);
    }
  });
});

async function connectorTargets() {
  const content: unknown = parse(await readFile(join(projectRoot, 'rightsizer.example.yml'), 'utf8'));
  return parseConfiguration(content).targets.filter(({ service }) => service === 'connector');
}

interface ExampleContent {
  readonly params: Readonly<Record<string, { readonly sizes: string; readonly fallback?: Sizes }>>;
  readonly custom: { readonly size: string; readonly name: string };
  readonly resources: {
    readonly Resources: { readonly Service: { readonly Properties: { readonly ServiceName: string } } };
  };
}

async function exampleContent(): Promise<ExampleContent> {
  return parse(await readFile(join(exampleFolder, 'serverless.yml'), 'utf8'), { logLevel: 'silent' });
}
