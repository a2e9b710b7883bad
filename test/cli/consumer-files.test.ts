import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { starterFile } from '../../cli/init-file.ts';
import { consumerLines, formerLines, type InitOptions } from '../../cli/init-lines.ts';
import { startedFromServerless } from '../../cli/init-serverless.ts';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import type { TargetDocuments } from '../../core/publication/target-documents.ts';
import { consumerOf, readConsumer } from '../../run/consumer/consumer.ts';
import { oslsReader } from '../../run/consumer/stage-reading.ts';
import type { Deployer } from '../../run/doctor/deployments.ts';
import { serverlessFindings } from '../../run/doctor/serverless-findings.ts';
import { madeFolder } from '../support/runs.ts';

/** Files beside a serverless.yml, by name. */
type Beside = Readonly<Record<string, string>>;

async function consumer(text: string, beside: Beside = {}) {
  const folder = madeFolder();
  for (const [name, content] of Object.entries(beside)) await writeFile(join(folder, name), content);
  return consumerOf(text, folder, oslsReader());
}

/** What `init` makes of a serverless.yml. */
async function init(text: string, options: Partial<InitOptions> = {}, beside: Beside = {}) {
  const started = await startedFromServerless({ out: 'rightsizer.yml', ...options }, await consumer(text, beside));
  const { targets } = parseConfiguration(parse(starterFile(started.starter)));
  return {
    names: Object.fromEntries(targets.map(({ id, cluster, ecsService }) => [id, [cluster, ecsService]])),
    keys: targets[0]?.parameters,
    keysOfLast: targets.at(-1)?.parameters,
    fallbacks: Object.fromEntries(started.fallbacks.map(({ name, sizes }) => [name, sizes])),
    lines: consumerLines(started.starter, started.fallbacks, started.former),
    former: formerLines('it', started.former, started.starter),
    unread: started.unread,
  };
}

interface Service {
  readonly service?: string;
  readonly cluster?: string;
  readonly clusterName?: string;
  readonly name?: string;
  readonly task?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly head?: string;
}

/** One service of one container; what is not said is plain. */
function file(says: Service = {}): string {
  const { head = 'params: { qa: { cpu: 256, memory: 512 }, prod: { cpu: 1024, memory: 2048 } }' } = says;
  return `
service: ${says.service ?? 'orders'}
provider: { name: aws, region: eu-central-1 }
${head}
resources:
  Resources:
    Fleet: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: ${says.clusterName ?? '"orders-${sls:stage}"'} } }
    Shop:
      Type: AWS::ECS::Service
      Properties: { Cluster: ${says.cluster ?? '!Ref Fleet'}, ServiceName: ${says.name ?? 'web'}, TaskDefinition: ${says.task ?? '!Ref ShopTask'} }
    ShopTask:
      Type: AWS::ECS::TaskDefinition
      Properties:
        Cpu: ${says.cpu ?? '${param:cpu}'}
        Memory: ${says.memory ?? '${param:memory}'}
        ContainerDefinitions: [{ Name: web, Image: "orders/web:1" }]
`;
}

const PLAIN = { 'orders/qa': ['orders-qa', 'web'], 'orders/prod': ['orders-prod', 'web'] };

describe('a reference inside the file', () => {
  it.each<[string, Service]>([
    ['!Sub of a logical id', { cluster: '!Sub "${Fleet}"', task: '!Sub "${ShopTask}"' }],
    ['Fn::Sub in the long form', { cluster: '{ "Fn::Sub": "${Fleet}" }', task: '{ "Fn::Sub": "${ShopTask}" }' }],
    ['!Sub of an attribute', { cluster: '!Sub "${Fleet.Arn}"' }],
    ['!GetAtt and a Ref in the long form', { cluster: '!GetAtt [Fleet, Arn]', task: '{ Ref: ShopTask }' }],
    ['!Join of it alone', { cluster: '!Join ["", [!Ref Fleet]]' }],
  ])('by %s is understood', async (_, says) => {
    expect((await init(file(says))).names).toEqual(PLAIN);
  });

  it('by way of a variable of the environment asks for that, or for the option', async () => {
    const text = file({ service: '${self:custom.team}-orders', clusterName: '"${self:service}-${sls:stage}"' });
    const whole = `${text}custom: { team: "\${env:RIGHTSIZER_TEST_TEAM}" }\n`;
    await expect(init(whole)).rejects.toThrow(/cannot be told .* --cluster; .* Or set RIGHTSIZER_TEST_TEAM/);
    vi.stubEnv('RIGHTSIZER_TEST_TEAM', 'blue');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await init(whole)).names).toEqual({
      'blue-orders/qa': ['blue-orders-qa', 'web'],
      'blue-orders/prod': ['blue-orders-prod', 'web'],
    });
  });
});

describe('a name that CloudFormation makes of its stack', () => {
  it.each<[string, Service]>([
    ['AWS::StackName', { clusterName: '!Ref AWS::StackName' }],
    ['a Sub with it', { clusterName: '!Sub "${AWS::StackName}"' }],
    ['a Join', { clusterName: '!Join ["-", [orders, "${sls:stage}"]]' }],
    ['a cluster that is referred to by it', { cluster: '!Sub "${AWS::StackName}"' }],
  ])('%s is told', async (_, says) => {
    expect((await init(file(says))).names).toEqual(PLAIN);
  });

  it('follows provider.stackName', async () => {
    const text = file({ clusterName: '!Ref AWS::StackName', name: '!Sub "${AWS::StackName}-web"' });
    const named = text.replace('region: eu-central-1', 'region: eu-central-1, stackName: "shop-${sls:stage}-v2"');
    expect((await init(named)).names).toEqual({
      'orders/qa': ['shop-qa-v2', 'shop-qa-v2-web'],
      'orders/prod': ['shop-prod-v2', 'shop-prod-v2-web'],
    });
  });

  it('with a region in it is told too', async () => {
    const { names } = await init(file({ name: '!Sub "web-${AWS::Region}"' }));
    expect(names['orders/qa']).toEqual(['orders-qa', 'web-eu-central-1']);
  });
});

describe('a size in words', () => {
  it.each([
    ['.25 vCPU', '0.5 GB', '256', '512'],
    ['1 vCPU', '4GB', '1024', '4096'],
    ['0.5vCPU', '3 GB', '512', '3072'],
    ['2 vcpu', '5gb', '2048', '5120'],
    ['4096', '8192', '4096', '8192'],
  ])('%s and %s is known, and must go', async (cpu, memory, cpuUnits, memoryMiB) => {
    const { fallbacks, former } = await init(file({ head: `params: { prod: { cpu: ${cpu}, memory: ${memory} } }` }));
    expect(fallbacks).toEqual({ prod: { cpu: cpuUnits, memory: memoryMiB } });
    expect(former.slice(0, 2)).toEqual([
      `it: params.prod.cpu: ${cpu}  (delete)`,
      `it: params.prod.memory: ${memory}  (delete)`,
    ]);
  });

  it.each(['4 TB', '1.3 MB', '-1', '${env:NOTHING_AT_ALL}'])('%s is no size', async (memory) => {
    const { fallbacks } = await init(file({ head: `params: { prod: { cpu: 256, memory: "${memory}" } }` }));
    expect(fallbacks).toEqual({ prod: { cpu: '256' } });
  });

  it('as a literal in the task definition is known and replaced', async () => {
    const { fallbacks, former } = await init(file({ cpu: '1 vCPU', memory: '4GB', head: 'params: { prod: {} }' }));
    expect(fallbacks).toEqual({ prod: { taskCpu: '1024', taskMemory: '4096' } });
    expect(former.map((line) => line.split('Properties.')[1])).toEqual([
      'Cpu: 1 vCPU  (becomes ${self:custom.size.taskCpu})',
      'Memory: 4GB  (becomes ${self:custom.size.taskMemory})',
    ]);
  });
});

describe('stages', () => {
  it('of Serverless 4 are read, and written in its way', async () => {
    const head = `stages:
  default: { params: { cpu: 256, memory: 512 } }
  prod: { params: { cpu: 1024, memory: 2048 } }`;
    const { names, fallbacks, lines, former } = await init(file({ head }));
    expect(Object.keys(names)).toEqual(['orders/prod']);
    expect(fallbacks).toEqual({ default: { cpu: '256', memory: '512' }, prod: { cpu: '1024', memory: '2048' } });
    expect(lines.slice(0, 3)).toEqual([
      'stages:',
      '  default: { params: { sizes: default, fallback: { cpu: "256", memory: "512" } } }',
      '  prod: { params: { sizes: prod, fallback: { cpu: "1024", memory: "2048" } } }',
    ]);
    expect(former.slice(0, 5)).toEqual([
      'it: stages.default.params.cpu: 256  (delete)',
      'it: stages.default.params.memory: 512  (delete)',
      'it: stages.prod.params.cpu: 1024  (delete)',
      'it: stages.prod.params.memory: 2048  (delete)',
      'it: resources.Resources.ShopTask.Properties.Cpu: ${param:cpu}  (becomes ${self:custom.size.cpu})',
    ]);
  });

  it('of Serverless 4 beside params are both read', async () => {
    const head = `stages: { prod: { params: { memory: 2GB } } }
params: { default: { cpu: 512, memory: 1GB }, qa: { cpu: 256 } }`;
    const { names, fallbacks } = await init(file({ head }));
    expect(Object.keys(names)).toEqual(['orders/qa', 'orders/prod']);
    expect(fallbacks).toEqual({
      default: { cpu: '512', memory: '1024' },
      qa: { cpu: '256', memory: '1024' },
      prod: { cpu: '512', memory: '2048' },
    });
  });

  it('of Serverless 4 with nothing but observability name no sizes', async () => {
    const head = 'stages: { prod: { observability: true } }\ncustom: { cpu: 256, memory: 512 }';
    const { fallbacks } = await init(file({ head, cpu: '${self:custom.cpu}', memory: '${self:custom.memory}' }));
    expect(fallbacks).toEqual({ prod: { cpu: '256', memory: '512' } });
  });

  it.each<[string, string, string, string]>([
    [
      'sls:stage',
      'sizes: { qa: { cpu: 256, memory: 512 }, prod: { cpu: 1024, memory: 2GB } }',
      'sizes.${sls:stage}.cpu',
      'sizes.${sls:stage}.memory',
    ],
    [
      'opt:stage with a default',
      'sizes: { qa: { cpu: 256, memory: 512 }, prod: { cpu: 1024, memory: 2GB } }',
      "sizes.${opt:stage, 'qa'}.cpu",
      "sizes.${opt:stage, 'qa'}.memory",
    ],
    [
      'a name of custom for it',
      'stage: "${opt:stage, \'qa\'}", qa: { cpu: 256, memory: 512 }, prod: { cpu: 1024, memory: 2GB }',
      '${self:custom.stage}.cpu',
      '${self:custom.stage}.memory',
    ],
    [
      'a map that is chosen as a whole',
      'size: "${self:custom.sizes.${sls:stage}}", sizes: { qa: { cpu: 256, memory: 512 }, prod: { cpu: 1024, memory: 2GB } }',
      'size.cpu',
      'size.memory',
    ],
    [
      'a part of custom itself that is chosen as a whole, beside others',
      'now: "${self:custom.${sls:stage}}", team: { name: a }, qa: { cpu: 256, memory: 512 }, prod: { cpu: 1024, memory: 2GB }',
      'now.cpu',
      'now.memory',
    ],
    [
      'one map for each number',
      'cpu: { qa: 256, prod: 1024 }, memory: { qa: 512, prod: 2GB }',
      'cpu.${sls:stage}',
      'memory.${sls:stage}',
    ],
  ])('that are keys of maps in custom, by %s', async (_, custom, cpu, memory) => {
    const head = `custom: { ${custom} }`;
    const { names, keys, fallbacks } = await init(
      file({ head, cpu: `"\${self:custom.${cpu}}"`, memory: `"\${self:custom.${memory}}"` }),
    );
    expect(names).toEqual(PLAIN);
    expect(keys?.task).toEqual({ cpu: 'cpu', memory: 'memory' });
    expect(fallbacks).toEqual({ qa: { cpu: '256', memory: '512' }, prod: { cpu: '1024', memory: '2048' } });
  });

  it('whose maps in custom hold former numbers have them named', async () => {
    const head = 'custom: { sizes: { qa: { cpu: 256 }, prod: { cpu: 1 vCPU } } }';
    const { former } = await init(file({ head, cpu: '${self:custom.sizes.${sls:stage}.cpu}', memory: '512' }));
    expect(former.slice(0, 2)).toEqual([
      'it: custom.sizes.qa.cpu: 256  (delete)',
      'it: custom.sizes.prod.cpu: 1 vCPU  (delete)',
    ]);
  });

  it('that only other files name are taken from --stage, all of them', async () => {
    const says = {
      head: 'custom: { size: "${file(${opt:stage, \'qa\'}.yml)}" }',
      cpu: '${self:custom.size.cpu}',
      memory: '512',
    };
    const beside = { 'qa.yml': 'cpu: 256', 'prod.yml': 'cpu: 1024' };
    await expect(init(file(says), {}, beside)).rejects.toThrow('name them with --stage');
    const { names, fallbacks } = await init(file(says), { stage: ['qa', 'prod'] }, beside);
    expect(names).toEqual(PLAIN);
    expect(fallbacks).toEqual({ qa: { cpu: '256', taskMemory: '512' }, prod: { cpu: '1024', taskMemory: '512' } });
  });

  it('that name their containers have keys of their own', async () => {
    const text = file().replace('{ Name: web,', '{ Name: "${self:service}-${sls:stage}", Memory: "${param:memory}",');
    const { keys, keysOfLast, fallbacks } = await init(text);
    expect(keys?.containers).toEqual({ 'orders-qa': { memory: 'memory' } });
    expect(keysOfLast).toEqual({ task: keys?.task, containers: { 'orders-prod': { memory: 'memory' } } });
    expect(fallbacks).toEqual({ qa: { cpu: '256', memory: '512' }, prod: { cpu: '1024', memory: '2048' } });
  });

  it('of which some lack a key leave it to be filled in', async () => {
    const head = 'params: { qa: { cpu: 256 }, prod: { cpu: 1024, memory: 2048 } }';
    const { fallbacks, lines } = await init(file({ head }));
    expect(fallbacks).toEqual({ qa: { cpu: '256' }, prod: { cpu: '1024', memory: '2048' } });
    expect(lines[1]).toContain('please fill in memory');
  });
});

describe('what CloudFormation fills in', () => {
  it.each<[string, Service, string]>([
    ['a Sub with values of its own', { clusterName: '!Sub ["${Base}-fleet", { Base: !Ref "AWS::StackName" }]' }, ''],
    ['a Join', { clusterName: '!Join ["-", [orders, "${sls:stage}", fleet]]' }, ''],
    [
      'a parameter with a default',
      { clusterName: '!Sub "orders-${sls:stage}-${End}"' },
      'Parameters: { End: { Type: String, Default: fleet } }',
    ],
    [
      'a mapping',
      { clusterName: '!FindInMap [Names, "${sls:stage}", Fleet]' },
      'Mappings: { Names: { qa: { Fleet: orders-qa-fleet }, prod: { Fleet: orders-prod-fleet } } }',
    ],
    [
      'an ARN of this account',
      {
        cluster: '!Sub "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:cluster/orders-${sls:stage}-fleet"',
      },
      '',
    ],
  ])('is read in the name of a cluster: %s', async (_, says, more) => {
    const { names } = await init(`${file(says)}  ${more}\n`);
    expect(names).toEqual({ 'orders/qa': ['orders-qa-fleet', 'web'], 'orders/prod': ['orders-prod-fleet', 'web'] });
  });

  it('is read in sizes, but for what a condition chooses', async () => {
    const says = {
      head: 'params: { qa: {}, prod: {} }',
      cpu: '!Ref Cpu',
      memory: '!FindInMap [Sizes, "${sls:stage}", Memory]',
    };
    const text = file(says).replace('{ Name: web,', '{ Name: web, Memory: !If [IsLive, 256, 128],');
    const more =
      'Parameters: { Cpu: { Type: String, Default: .5 vCPU } }\n  Mappings: { Sizes: { qa: { Memory: 1GB }, prod: { Memory: 4GB } } }';
    expect((await init(`${text}  ${more}\n`)).fallbacks).toEqual({
      qa: { taskCpu: '512', taskMemory: '1024' },
      prod: { taskCpu: '512', taskMemory: '4096' },
    });
  });
});

describe('a name in custom that is taken', () => {
  it('is left alone: the document gets another', async () => {
    const head = 'params: { prod: {} }\ncustom: { size: { cpu: 256, memory: 512 } }';
    const { lines, former } = await init(
      file({ head, cpu: '${self:custom.size.cpu}', memory: '${self:custom.size.memory}' }),
    );
    expect(lines.at(-1)).toBe('  rightsized: ${ssm:/rightsizer/orders/${param:sizes}, param:fallback}');
    expect(former.at(-1)).toMatch(/Memory: .* \(becomes \$\{self:custom.rightsized.memory\}\)$/);
  });

  it('is left alone twice, in a file that has the sizes of other services', async () => {
    const head = 'params: { prod: { cpu: 256, memory: 512 } }\ncustom: { size: 1, rightsized: 2 }';
    expect((await init(file({ head }))).lines.at(-1)).toMatch(/^ {2}orders-size: /);
  });

  it('is that of the document where the file reads one already', async () => {
    const head = 'params: { prod: { cpu: 256, memory: 512 } }\ncustom: { mine: "${ssm:/rightsizer/orders/prod}" }';
    expect((await init(file({ head }))).lines.at(-1)).toMatch(/^ {2}mine: /);
  });
});

describe('a file that is a program', () => {
  it('is not run, and said to be one', async () => {
    await expect(readConsumer('/nowhere/serverless.ts')).rejects.toThrow('It is a program, which is not run here');
  });
});

describe('other files', () => {
  it('for resources and params are followed, and what stands there is said', async () => {
    const resources = file().slice(file().indexOf('resources:')).replace('resources:', '').replaceAll(/^ {2}/gm, '');
    const text = `service: orders
provider: { name: aws }
params: { qa: "\${file(qa.yml)}", prod: { cpu: 1024, memory: 2048 } }
resources: \${file(resources.yml)}
`;
    const { names, fallbacks, former } = await init(
      text,
      {},
      { 'resources.yml': resources, 'qa.yml': 'cpu: 256\nmemory: 512\n' },
    );
    expect(names).toEqual(PLAIN);
    expect(fallbacks).toEqual({ qa: { cpu: '256', memory: '512' }, prod: { cpu: '1024', memory: '2048' } });
    expect(former).toContain('it: params.qa.cpu: 256  (delete, in the file that is read there)');
    expect(former).toContain(
      'it: resources.Resources.ShopTask.Properties.Cpu: ${param:cpu}  (becomes ${self:custom.size.cpu}, in the file that is read there)',
    );
  });

  it('that a stage chooses are followed', async () => {
    const head = 'params: { qa: {}, prod: {} }\ncustom: { sizes: "${file(sizes.${sls:stage}.json)}" }';
    const says = { head, cpu: '${self:custom.sizes.cpu}', memory: '${self:custom.sizes.memory}' };
    const beside = { 'sizes.qa.json': '{"cpu":256,"memory":512}', 'sizes.prod.json': '{"cpu":1024,"memory":"2GB"}' };
    expect((await init(file(says), {}, beside)).fallbacks).toEqual({
      qa: { cpu: '256', memory: '512' },
      prod: { cpu: '1024', memory: '2048' },
    });
  });

  it('that are programs, or are not there, are named as not read', async () => {
    const head = 'params: { prod: {} }\ncustom: { a: "${file(sizes.js):cpu}", b: "${file(gone.yml):memory}" }';
    const says = { head, cpu: '${self:custom.a}', memory: '${self:custom.b}' };
    const { unread, fallbacks } = await init(file(says), {}, { 'sizes.js': 'throw new Error("it ran")' });
    expect(unread).toEqual(['sizes.js', 'gone.yml']);
    expect(fallbacks).toEqual({ prod: {} });
  });
});

describe('names that differ by stage', () => {
  it.each<[string, Service]>([
    ['params', { head: 'params: { qa: { fleet: blue }, prod: { fleet: green } }', clusterName: '"${param:fleet}"' }],
    [
      'a map in custom',
      {
        head: 'params: { qa: {}, prod: {} }\ncustom: { fleet: { qa: blue, prod: green } }',
        clusterName: '"${self:custom.fleet.${sls:stage}}"',
      },
    ],
    [
      'a cluster of another stack',
      { head: 'params: { qa: { fleet: blue }, prod: { fleet: green } }', cluster: '"${param:fleet}"' },
    ],
    [
      'an ARN',
      {
        head: 'params: { qa: { fleet: blue }, prod: { fleet: green } }',
        cluster: '"arn:aws:ecs:eu-central-1:123456789012:cluster/${param:fleet}"',
      },
    ],
  ])('are written for each stage: %s', async (_, says) => {
    const { names } = await init(file({ cpu: '256', memory: '512', ...says }));
    expect(names).toEqual({ 'orders/qa': ['blue', 'web'], 'orders/prod': ['green', 'web'] });
  });
});

describe('the plugin serverless-fargate', () => {
  const text = `
service: jobs
provider: { name: aws }
plugins: [serverless-fargate]
params: { dev: { cpu: 256 }, prod: { cpu: 1024 } }
fargate:
  clusterName: jobs-\${sls:stage}
  memory: 2GB
  tasks:
    mail-out: { name: "mail-\${sls:stage}", image: mail, cpu: "\${param:cpu}", service: { desiredCount: 1 } }
    nightly: { image: nightly, schedule: rate(1 day) }
`;

  it('has its services read, and not its scheduled tasks', async () => {
    const { names, keys, fallbacks, former } = await init(text);
    expect(names).toEqual({ 'jobs/dev': ['jobs-dev', 'mail-dev'], 'jobs/prod': ['jobs-prod', 'mail-prod'] });
    expect(keys).toEqual({ task: { cpu: 'cpu', memory: 'taskMemory' }, containers: {} });
    expect(fallbacks).toEqual({ dev: { cpu: '256', taskMemory: '2048' }, prod: { cpu: '1024', taskMemory: '2048' } });
    expect(former).toContain('it: fargate.tasks.mail-out.cpu: ${param:cpu}  (becomes ${self:custom.size.cpu})');
  });
});

describe('doctor, of a serverless.yml', () => {
  const CONNECTED = `
service: orders
provider: { name: aws, region: us-east-1 }
params: { default: { fallback: { taskCpu: "256", taskMemory: "512" } } }
custom: { size: "\${ssm:/rightsizer/orders/\${sls:stage}, param:fallback}" }
resources:
  Resources:
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties: { Cpu: "\${self:custom.size.taskCpu}", Memory: "\${self:custom.size.taskMemory}" }
`;
  const SERVICES = {
    orders: {
      cluster: 'orders-{stage}',
      service: 'web',
      parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' } },
      stages: { production: {} },
    },
  };

  async function doctor(
    text: string,
    beside: Beside = {},
    documents: Deployer['documents'] = new Map(),
    services: object = SERVICES,
  ) {
    const deployer = { path: 'it', consumer: await consumer(text, beside), documents };
    const findings = await serverlessFindings(parseConfiguration({ services }), deployer);
    return findings.map(({ kind, text: said, advice = '' }) => `${kind}: ${said} ${advice}`.trim());
  }

  const WELL = 'ok: Every size of orders comes from its document.';

  it('that is connected is well', async () => {
    expect(await doctor(CONNECTED)).toEqual([WELL]);
  });

  it.each([
    ['~true', '${sls:stage}~true,', '/rightsizer/orders/production~true'],
    ['~split', '${sls:stage}~split,', '/rightsizer/orders/production~split'],
    ['a key behind the name', '${sls:stage}.taskCpu,', '/rightsizer/orders/production.taskCpu'],
    ['a name without its first slash', '${sls:stage},', 'rightsizer/orders/production'],
    ['a part too many', '${sls:stage}/sizes,', '/rightsizer/orders/production/sizes'],
  ])('that asks for what is no document, with %s, is a problem', async (kind, name, address) => {
    const named = CONNECTED.replace('${sls:stage},', () => name);
    const text = kind.includes('slash') ? named.replace('ssm:/rightsizer', 'ssm:rightsizer') : named;
    const [first] = await doctor(text);
    expect(first).toContain(`problem: Asks SSM for ${address}, which is the name of no document`);
    expect(first).toContain('silently');
  });

  it.each(['raw', 'noDecrypt', 'us-west-2'])('that asks with (%s) is a problem', async (option) => {
    const [first] = await doctor(CONNECTED.replace('${ssm:', `\${ssm(${option}):`));
    expect(first).toContain(`problem: Reads /rightsizer/orders/production with (${option})`);
  });

  it.each([
    [
      'a form of Serverless 1',
      ['ssm:', 'ssm.us-east-1:'],
      'problem: Asks for ssm.us-east-1, a form of Serverless 1 that is no source any more.',
    ],
    [
      'the document of other stages where its own is missing',
      ['param:fallback', 'ssm:/rightsizer/orders/default, param:fallback'],
      'problem: Reads the document default where its own is missing.',
    ],
    [
      'something else before the document',
      ['${ssm:', '${param:fallback, ssm:'],
      'problem: Something stands before the document in custom.size, and wins silently.',
    ],
  ])('that asks for %s is a problem', async (_, [from = '', to = ''], problem) => {
    const [first] = await doctor(CONNECTED.replace(from, () => to));
    expect(first).toContain(problem);
  });

  it.each([', param:fallbacks}', ', 256}', '}'])(
    'that finds no fallback with keys, by %s, fails while nothing is live',
    async (end) => {
      const text = CONNECTED.replace(', param:fallback}', () => end);
      const names = { live: '/rightsizer/orders/production', state: '', proposed: '', pin: '', copies: [] };
      const documents = { names, live: { kind: 'absent' }, copies: [] } as unknown as TargetDocuments;
      expect(await doctor(text, {}, new Map([['orders/production', documents]]))).toEqual([
        'problem: Nothing is live, and it has no fallback with keys: a deployment fails. Give params.default or those of the stage a fallback with all keys.',
      ]);
      expect(await doctor(text)).toEqual([WELL]);
    },
  );

  const TWO = `${CONNECTED}    Web: { Type: "AWS::ECS::Service", Properties: { Cluster: "orders-\${sls:stage}", ServiceName: web, TaskDefinition: !Ref Task } }
    Queue: { Type: "AWS::ECS::Service", Properties: { Cluster: "orders-\${sls:stage}", ServiceName: queue, TaskDefinition: !Ref QueueTask } }
    QueueTask: { Type: "AWS::ECS::TaskDefinition", Properties: { Cpu: 512, Memory: "\${param:taskMemory}" } }
`;

  it.each([
    ['another service', TWO],
    ['another service, by !Sub', TWO.replace('!Ref Task }', '!Sub "${Task}" }')],
    [
      'another service of that name in another cluster',
      TWO.replace('ServiceName: queue', 'ServiceName: web').replace(
        'Cluster: "orders-${sls:stage}", ServiceName: web, TaskDefinition: !Ref QueueTask',
        'Cluster: other, ServiceName: web, TaskDefinition: !Ref QueueTask',
      ),
    ],
    [
      'another service whose param has the name of a key',
      TWO.replace('params: { default: {', 'params: { default: { taskMemory: 1024,'),
    ],
  ])('that declares %s beside its own looks at its own alone', async (_, text) => {
    expect(await doctor(text)).toEqual([WELL]);
  });

  it('that declares several services and none of that name does not guess', async () => {
    expect(await doctor(TWO.replace('ServiceName: web', 'ServiceName: "${env:NOT_SET_HERE}"'))).toEqual([
      'notChecked: Which of its task definitions is that of web cannot be told.',
    ]);
  });

  it('that hands the document on through another name is well where osls can follow it', async () => {
    const text = CONNECTED.replace('Cpu: "${self:custom.size.taskCpu}"', 'Cpu: "${self:custom.mine.cpu}"').replace(
      'custom: {',
      'custom: { mine: { cpu: "${self:custom.size.taskCpu}" },',
    );
    expect(await doctor(text)).toEqual([WELL]);
  });

  it('that reads a document under another key where it hands it on is a problem', async () => {
    const text = CONNECTED.replace('Cpu: "${self:custom.size.taskCpu}"', 'Cpu: "${self:custom.mine.cpu}"').replace(
      'custom: {',
      'custom: { mine: { cpu: "${self:custom.size.taskMemory}" },',
    );
    expect(await doctor(text)).toEqual([
      'problem: Reads ${self:custom.mine.cpu}, not the document. Put ${self:custom.size.taskCpu} there.',
    ]);
  });

  it('that reads the documents of two services is looked at for both', async () => {
    const text = TWO.replace(
      'custom: {',
      'custom: { queue: "${ssm:/rightsizer/queue/${sls:stage}~true, param:fallback}",',
    );
    const queue = { ...SERVICES.orders, service: 'queue' };
    const said = await doctor(text, {}, new Map(), { ...SERVICES, queue });
    expect(said.map((line) => line.slice(0, 60))).toEqual([
      WELL,
      'problem: Asks SSM for /rightsizer/queue/production~true, whi',
      'problem: Still the literal 512. Put ${self:custom.queue.task',
      'problem: Reads ${param:taskMemory}, not the document. Put ${',
    ]);
  });

  it('that reads a program names it as not read', async () => {
    const text = CONNECTED.replace('custom: {', 'custom: { more: "${file(more.js)}",');
    expect(await doctor(text, { 'more.js': 'module.exports = 1' })).toEqual([WELL, 'notChecked: Not read: more.js.']);
  });
});

describe('keys', () => {
  const three = (first: string, second: string) =>
    file({ head: 'params: { prod: { cpu: 1024, memory: 4096, app: 2048, side: 256 } }' }).replace(
      '[{ Name: web, Image: "orders/web:1" }]',
      () =>
        `[{ Name: web, Memory: "\${param:app}" }, { Name: log, Memory: "${first}" }, { Name: proxy, Memory: "${second}" }]`,
    );

  it('that two containers share stay one key', async () => {
    const { keys, fallbacks } = await init(three('${param:side}', '${param:side}'));
    expect(keys?.containers).toEqual({ web: { memory: 'app' }, log: { memory: 'side' }, proxy: { memory: 'side' } });
    expect(fallbacks).toEqual({ prod: { cpu: '1024', memory: '4096', app: '2048', side: '256' } });
  });

  it('of one name in two places are told apart', async () => {
    const text = `${three('${self:custom.log.memory}', '${self:custom.proxy.memory}')}custom: { log: { memory: 128 }, proxy: { memory: 256 } }\n`;
    const { keys, fallbacks } = await init(text);
    expect(keys?.containers).toEqual({
      web: { memory: 'app' },
      log: { memory: 'logContainerMemory' },
      proxy: { memory: 'proxyContainerMemory' },
    });
    expect(fallbacks.prod).toMatchObject({ logContainerMemory: '128', proxyContainerMemory: '256' });
  });

  it('that a task shares with its only container stay one key', async () => {
    const text = file().replace('{ Name: web,', '{ Name: web, Memory: "${param:memory}",');
    const { keys } = await init(text);
    expect(keys).toEqual({ task: { cpu: 'cpu', memory: 'memory' }, containers: { web: { memory: 'memory' } } });
  });
});

describe('without osls', () => {
  it('a file is read plainly: params, custom, its service and its stage', async () => {
    const text = file({ clusterName: '"${self:service}-${sls:stage}"', name: '"${self:custom.name}"' });
    const read = await consumerOf(
      `${text}custom: { name: "web-\${opt:stage, 'x'}", size: "\${ssm:/a/\${sls:stage}}" }\n`,
      tmpdir(),
      undefined,
    );
    const { file: staged, reads } = await read.at('qa', () => undefined);
    expect(staged.sizes.map(({ value }) => value)).toEqual(['256', '512']);
    expect(staged.custom.get('name')).toBe('web-qa');
    expect(reads).toEqual([{ address: '/a/qa', options: [] }]);
  });
});
