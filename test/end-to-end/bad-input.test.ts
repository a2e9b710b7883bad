import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RawUtilization, ScenarioContainer, ScenarioService } from '../../local/scenario.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { ssm } from '../local/embedded-aws.ts';
import {
  bundle,
  configuration,
  configured,
  documentAt,
  FIRST,
  mailOf,
  paragraphOf,
  type Ran,
  RUNNING,
  reportOf,
  roomy,
  SECOND,
  TOPIC,
  warmLambda,
} from './world.ts';

/** Each in a region of its own: SSM's pace of three writes a second counts for each, and the test need not wait. */
const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'eu-west-1',
  'eu-west-2',
  'eu-north-1',
  'ap-south-1',
];

const app: ScenarioContainer = { name: 'app', image: 'app:1', cpu: 1024, memory: 2048 };

/** Points of five minutes over the window of the first run: fine but for one in a hundred. */
function utilization(metric: RawUtilization['metric'], wrong: number): RawUtilization {
  const end = Date.parse(FIRST);
  const points = Array.from({ length: 600 }, (_, index) => {
    const value = index % 100 === 7 ? wrong : 10;
    return { at: new Date(end - (index + 1) * 300_000).toISOString(), average: value, maximum: value };
  });
  return { metric, points };
}

interface Bad {
  /** Absent: there is no such service. */
  readonly service?: Partial<ScenarioService>;
  readonly settings?: object;
  /** The live document before the first run, oldest version first. */
  readonly live?: readonly string[];
}

const LAST_VALID = { taskCpu: '512', taskMemory: '1024', appCpu: '512', appMemory: '1024' };
const withSidecar = {
  parameters: {
    task: { cpu: 'taskCpu', memory: 'taskMemory' },
    containers: { app: { cpu: 'appCpu', memory: 'appMemory' }, sidecar: { memory: 'sidecarMemory' } },
  },
};
const settled: Partial<ScenarioService> = {
  taskCpu: '256',
  taskMemory: '512',
  containers: [
    {
      ...app,
      cpu: 256,
      memory: 512,
      load: { cpuUnits: { base: 100, burstShare: 0 }, memoryMiB: { base: 300, burstShare: 0 } },
    },
  ],
};

const nonsense: Readonly<Record<string, string>> = {
  'no JSON': 'task is 512',
  numbers: '{"taskCpu":512,"taskMemory":1024,"appCpu":512,"appMemory":1024}',
  'a pair that Fargate does not offer': '{"taskCpu":"256","taskMemory":"8192","appCpu":"256","appMemory":"512"}',
};
const kinds = Object.entries(nonsense).map(([kind, text], index) => ({ kind, text, index }));

const bad: Readonly<Record<string, Bad>> = {
  'no-cluster': {},
  'no-service': { settings: { cluster: 'ec2' } },
  ec2: { service: { launch: 'EC2' } },
  silent: { service: { runningCount: 0 } },
  young: { service: { metricsFrom: '2026-11-21T04:50:00Z', metricsUntil: '2026-11-21T05:50:00Z' } },
  negative: { service: { rawUtilization: [utilization('CPUUtilization', -20), utilization('MemoryUtilization', 10)] } },
  infinite: {
    service: {
      rawUtilization: [utilization('CPUUtilization', 10), utilization('MemoryUtilization', Number.POSITIVE_INFINITY)],
    },
  },
  'not-a-number': {
    service: { rawUtilization: [utilization('CPUUtilization', Number.NaN), utilization('MemoryUtilization', 10)] },
  },
  'no-cpu': { service: without('taskCpu') },
  'no-memory': { service: without('taskMemory') },
  'no-pair': { service: { taskCpu: '256', taskMemory: '8192' } },
  crowded: {
    service: {
      containers: [
        { ...app, cpu: 512, memory: 1536 },
        { name: 'second', image: 'app:1', memory: 1536 },
      ],
    },
  },
  'not-yet': { settings: withSidecar },
  'new-key': { service: settled, live: ['{"taskCpu":"256","taskMemory":"512","appMemory":"512"}'] },
  'old-key': {
    service: settled,
    live: ['{"taskCpu":"256","taskMemory":"512","appCpu":"256","appMemory":"512","goneMemory":"64"}'],
  },
  ...Object.fromEntries(kinds.map(({ text, index }) => [`bad-${index}`, { live: [text] }])),
  ...Object.fromEntries(
    kinds.map(({ text, index }) => [`spoilt-${index}`, { live: [JSON.stringify(LAST_VALID), text] }]),
  ),
};

function without(field: 'taskCpu' | 'taskMemory'): Partial<ScenarioService> {
  const { [field]: _, ...rest } = roomy('any');
  return rest;
}

const names = Object.keys(bad);

function regionOf(name: string): string {
  if (name === 'no-service') return regionOf('ec2');
  return REGIONS[names.indexOf(name) % REGIONS.length] ?? '';
}

function scenarioServices(): readonly ScenarioService[] {
  return names.flatMap((name) => {
    const { service, live, settings } = bad[name] ?? {};
    if (service === undefined && live === undefined && name !== 'not-yet') return [];
    const { taskCpu, taskMemory, ...rest } = roomy(name);
    const sizes = name === 'no-cpu' || name === 'no-memory' ? {} : { taskCpu, taskMemory };
    return [{ ...rest, ...definedOf(sizes), ...service, cluster: name, region: regionOf(name), ...(settings && {}) }];
  });
}

function definedOf(sizes: { readonly taskCpu?: string | undefined; readonly taskMemory?: string | undefined }) {
  const { taskCpu, taskMemory } = sizes;
  return { ...(taskCpu !== undefined && { taskCpu }), ...(taskMemory !== undefined && { taskMemory }) };
}

async function editDocuments(aws: LocalAws): Promise<void> {
  for (const name of names)
    for (const Value of bad[name]?.live ?? []) {
      const input = { Name: `/rightsizer/${name}/production`, Value, Type: 'SecureString', Overwrite: true } as const;
      await ssm(aws, { region: regionOf(name) }).send(new PutParameterCommand(input));
    }
}

describe('a run over everything that can be wrong', () => {
  let aws: LocalAws;
  let first: Ran;
  let second: Ran;

  beforeAll(async () => {
    aws = await startLocalAws({ scenario: { name: 'bad', seed: 5, topics: [TOPIC], services: scenarioServices() } });
    await editDocuments(aws);
    const run = await warmLambda(
      aws,
      configuration(
        Object.fromEntries(
          names.map((name) => {
            const settings = { region: regionOf(name), ...bad[name]?.settings };
            return [name, configured(name, name === 'no-service' ? { ...settings, service: 'absent' } : settings)];
          }),
        ),
      ),
    );
    first = await run();
    second = await run({ at: SECOND });
    return () => aws.close();
  });

  const of = (name: string) => reportOf(first, `${name}/production`);
  const said = (name: string, ran = first) => paragraphOf(mailOf(ran), `${name}/production`);
  const live = (name: string) => documentAt(aws, `${name}/production`, { region: regionOf(name) });

  test('answers every target and returns, both times', () => {
    for (const { outcome, report } of [first, second]) {
      expect(outcome.kind).toBe('returned');
      expect(report.totals).toMatchObject({ targets: names.length, failed: 0, notDone: 0 });
    }
  });

  test('writes no document that a deployment could not use, and no number that is none', () => {
    const writes = [first, second].flatMap(({ calls }) =>
      calls.filter(({ operation, input }) => operation === 'ssm.PutParameter' && input.Type === 'SecureString'),
    );
    expect(writes.length).toBeGreaterThan(8);
    for (const { input } of writes) {
      const document = JSON.parse(String(input.Value));
      for (const value of Object.values(document)) expect(value, String(input.Name)).toMatch(/^\d+$/);
      expect(Number(document.appMemory)).toBeLessThanOrEqual(Number(document.taskMemory));
      expect(Number(document.appCpu)).toBeLessThanOrEqual(Number(document.taskCpu));
    }
  });

  const skipped: ReadonlyArray<readonly [string, string, string, RegExp]> = [
    ['a cluster that does not exist', 'no-cluster', 'NotDeployed', /There is no cluster no-cluster/],
    ['a service that does not exist', 'no-service', 'NotDeployed', /There is no service absent in cluster ec2\./],
    ['a service on EC2', 'ec2', 'NotFargate', /runs on EC2/],
    ['a task definition without cpu', 'no-cpu', 'TaskSizeMissing', /says no cpu or no memory/],
    ['a task definition without memory', 'no-memory', 'TaskSizeMissing', /says no cpu or no memory/],
    ['a size that Fargate does not offer', 'no-pair', 'UnsupportedTaskSize', /256 with memory 8192 is no Fargate task/],
  ];
  test.each(skipped)(
    '%s is skipped, said once with the reason, and nothing is written',
    (_what, name, reason, text) => {
      expect(of(name)).toMatchObject({ outcome: 'skipped', skipReason: reason, publication: { kind: 'none' } });
      expect(of(name).detail).toMatch(text);
      expect(said(name)).toMatch(new RegExp(`^SKIPPED ${name}/production$`, 'm'));
      expect(said(name)).toMatch(text);
      expect(reportOf(second, `${name}/production`)).toMatchObject({ outcome: 'skipped', skipReason: reason });
      expect(said(name, second)).toBe('');
      expect(live(name)).toBeUndefined();
      expect(second.calls.some(({ input }) => input.Name === `/rightsizer/${name}/production/state`)).toBe(false);
    },
  );

  const wanting: ReadonlyArray<readonly [string, string, string, RegExp]> = [
    ['no metrics at all', 'silent', 'NoData', /There is no CPU data in the window\./],
    ['one hour of metrics', 'young', 'InsufficientData', /CPU has 0\.92 hours of data; the policy wants 24\./],
  ];
  test.each(wanting)(
    '%s keep the sizes that run, which are recorded, and the reason is said once',
    (_what, name, reason, text) => {
      expect(of(name)).toMatchObject({ outcome: 'skipped', skipReason: reason, publication: { cause: 'baseline' } });
      expect(
        of(name)
          .reasons.map((each) => each.text)
          .join('\n'),
      ).toMatch(text);
      expect(said(name)).toMatch(text);
      expect(live(name)?.sizes).toEqual(RUNNING);
    },
  );

  test('no metrics at all stay as they are the next morning, in silence', () => {
    expect(live('silent')?.version).toBe(1);
    expect(said('silent', second)).toBe('');
  });

  const broken: ReadonlyArray<readonly [string, string, 'cpu' | 'memory']> = [
    ['negative points', 'negative', 'cpu'],
    ['infinite points', 'infinite', 'memory'],
  ];
  test.each(broken)('%s are left out and named, and the resource keeps at least its size', (_what, name, resource) => {
    expect(of(name).reasons).toContainEqual(
      expect.objectContaining({ code: 'BrokenData', resource, points: expect.any(Number) }),
    );
    const { taskCpu, taskMemory } = live(name)?.sizes ?? {};
    expect(Number(resource === 'cpu' ? taskCpu : taskMemory)).toBeGreaterThanOrEqual(resource === 'cpu' ? 1024 : 2048);
    expect(JSON.stringify(of(name))).not.toMatch(/Infinity|NaN/);
  });

  test('points that are no numbers count as missing or broken, never as low use', () => {
    expect(of('not-a-number').outcome).toBe('decided');
    for (const value of Object.values(live('not-a-number')?.sizes ?? {})) expect(value).toMatch(/^\d+$/);
  });

  test('containers that run with more than the task in sum are stored as they run, and none alone is above it', () => {
    expect(of('crowded').publication).toMatchObject({ kind: 'written', cause: 'baseline' });
    expect(live('crowded')?.sizes).toMatchObject({ taskMemory: '2048', appMemory: '1536' });
  });

  test('a container that is configured and not deployed has no key yet, and the report says what to do', () => {
    expect(live('not-yet')?.sizes).not.toHaveProperty('sidecarMemory');
    expect(of('not-yet').reasons).toContainEqual(
      expect.objectContaining({ code: 'ContainerNotDeployed', container: 'sidecar' }),
    );
  });

  test('a key that the document lacks is added with the number that runs', () => {
    expect(of('new-key').publication).toMatchObject({ kind: 'written', cause: 'keys' });
    expect(live('new-key')).toEqual({
      version: 2,
      sizes: { taskCpu: '256', taskMemory: '512', appCpu: '256', appMemory: '512' },
    });
    expect(said('new-key')).toMatch(/^KEYS CHANGED new-key\/production\n[\s\S]* {2}appCpu 256$/m);
  });

  test('a key that nobody publishes any more is removed', () => {
    expect(of('old-key').publication).toMatchObject({ kind: 'written', cause: 'keys' });
    expect(live('old-key')?.sizes).not.toHaveProperty('goneMemory');
    expect(said('old-key')).toContain('goneMemory 64 -> removed');
  });

  describe.each(kinds)('a live document that somebody made $kind', ({ index }) => {
    test('is replaced by the running sizes where nothing was valid before, and alerted', () => {
      const { publication } = of(`bad-${index}`);
      expect(publication).toMatchObject({ kind: 'written', cause: 'repair', version: 2, after: RUNNING });
      expect(publication).toHaveProperty('problem', expect.stringMatching(/./));
      expect(said(`bad-${index}`)).toMatch(/^REPAIRED [\s\S]*unusable/);
    });

    test('is replaced by the last valid version, and alerted', () => {
      expect(of(`spoilt-${index}`).publication).toMatchObject({ cause: 'repair', version: 3, after: LAST_VALID });
      expect(said(`spoilt-${index}`)).toMatch(/^REPAIRED [\s\S]*unusable/);
    });
  });
});

describe('a rightsizer.yml with problems', () => {
  test('is refused when the Lambda is bundled, with every problem at once, so that nothing runs', async () => {
    const stage = { policy: 'quick', mode: 'apply' };
    const yml = configuration({
      a: configured('same', { stages: { master: { ...stage, alsoPublishTo: ['val'] }, val: stage } }),
      b: configured('same', { stages: { val: { ...stage, mode: 'sometimes' } } }),
      c: configured('same'),
    });
    const bundling = bundle({ ...yml, lookbackDays: 0 });
    await expect(bundling).rejects.toThrow(/lookbackDays = 0/);
    await expect(bundling).rejects.toThrow(/services\.b\.stages\.val\.mode = "sometimes"/);
  });

  test('is refused when two targets would write the same parameter, or are the same ECS service', async () => {
    const stage = { policy: 'quick', mode: 'apply', alsoPublishTo: ['default'] };
    const sameCopy = configuration({ a: configured('a-{stage}', { stages: { master: stage, val: stage } }) });
    await expect(bundle(sameCopy)).rejects.toThrow(/\/rightsizer\/a\/default/);
    const sameService = configuration({ a: configured('shared'), b: configured('shared') });
    await expect(bundle(sameService)).rejects.toThrow(/services\.b\..*shared/s);
  });
});
