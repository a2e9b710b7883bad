import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import type { Policy } from '../../core/configuration/policy.ts';
import { validPairs } from '../../core/model/task-size.ts';
import { answerSizingRequest, LONGEST_LINE, answerLine as lineOf } from '../../core/sizing-request.ts';
import { NO_SHORTAGE } from '../support/builders.ts';
import { always } from '../support/properties.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Two weeks at an hour. */
const POINTS = 336;
const flat = (value: unknown): readonly unknown[] => Array.from({ length: POINTS }, () => value);

/** A task that uses a fifth of its CPU and a quarter of its memory at the peak. */
function request(fields: Fields = {}): Fields {
  return {
    id: 'a',
    policy: 'production',
    task: { cpuUnits: 2048, memoryMiB: 4096 },
    operatingSystem: 'LINUX',
    architecture: 'X86_64',
    periodSeconds: 3600,
    endTime: '2026-11-22T00:00:00Z',
    cpu: { average: flat(10), maximum: flat(20) },
    memory: { average: flat(20), maximum: flat(25) },
    ...fields,
  };
}

/** The built-in policies without what a shortage costs: only peak and headroom count. */
const PEAKS: Readonly<Record<string, Policy>> = Object.fromEntries(
  Object.entries(builtInPolicies).map(([name, policy]) => [name, { ...policy, shortage: NO_SHORTAGE }]),
);
const answerLine = (line: string, policies = PEAKS) => answerSizingRequest(line, policies);

/** An answer as its reader gets it. */
function answer(fields: Fields = {}) {
  return JSON.parse(JSON.stringify(answerLine(JSON.stringify(request(fields)))));
}

function without(...names: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(Object.entries(request()).filter(([name]) => !names.includes(name))));
}

const codesOf = ({ reasons }: { reasons: readonly { code: string }[] }) => reasons.map(({ code }) => code);

describe('an answer', () => {
  it('has the size, the finding, the reasons, the risk and the money', () => {
    // 20 % of 2048 is 409.6 units, with 20 % headroom 492; 25 % of 4096 is 1024 MiB, with 20 % headroom 1229.
    const expected = { aMonth: expect.any(Number) };
    // (2 x 0.04048 + 4 x 0.004445) x 730 = 72.08; (0.5 x 0.04048 + 2 x 0.004445) x 730 = 21.26
    expect(answer()).toEqual({
      id: 'a',
      kind: 'recommended',
      task: { cpuUnits: 512, memoryMiB: 2048 },
      finding: 'Overprovisioned',
      findingReasonCodes: ['CPUOverprovisioned', 'MemoryOverprovisioned'],
      reasons: [
        expect.objectContaining({ code: 'Utilization', resource: 'cpu', needed: 492, text: expect.any(String) }),
        expect.objectContaining({ code: 'Utilization', resource: 'memory', needed: 1229, text: expect.any(String) }),
        {
          code: 'CheapestPair',
          size: { cpuUnits: 512, memoryMiB: 2048 },
          needed: { cpuUnits: 492, memoryMiB: 1229 },
          text: '512 CPU / 2048 MiB is the cheapest task size that holds 492 CPU / 1229 MiB.',
        },
      ],
      risk: {
        cpu: { points: 336, exceededPoints: 0, exceededPercent: 0, weeks: 2, weeksExceeded: 0, expected },
        memory: { points: 336, exceededPoints: 0, exceededPercent: 0, weeks: 2, weeksExceeded: 0, expected },
        alternatives: [
          expect.objectContaining({ kind: 'recommended', usdPerMonth: 21.26, cpu: expected, memory: expected }),
          expect.objectContaining({ kind: 'lessCpu', task: { cpuUnits: 256, memoryMiB: 2048 } }),
          expect.objectContaining({ kind: 'moreCpu', task: { cpuUnits: 1024, memoryMiB: 2048 } }),
          expect.objectContaining({ kind: 'lessMemory', task: { cpuUnits: 512, memoryMiB: 1024 } }),
          expect.objectContaining({ kind: 'moreMemory', task: { cpuUnits: 512, memoryMiB: 3072 } }),
        ],
      },
      monthlyUsd: { current: 72.08, recommended: 21.26 },
    });
  });

  it('is `optimized` when the task stays as it is by a decision', () => {
    // 70 % of 1024 is 716.8, with 25 % headroom 896; of 2048 1433.6 and 1792: the next row down is 512.
    const task = { cpuUnits: 1024, memoryMiB: 2048 };
    const busy = { average: flat(60), maximum: flat(70) };
    expect(answer({ task, cpu: busy, memory: busy })).toMatchObject({
      kind: 'optimized',
      task,
      finding: 'Optimized',
      findingReasonCodes: [],
      monthlyUsd: { current: 36.04, recommended: 36.04 },
    });
  });

  it('is `skipped` with the size as it is when there is no data, or too little', () => {
    const none = { average: flat(null) };
    expect(answer({ cpu: none, memory: none })).toEqual({
      id: 'a',
      kind: 'skipped',
      skipReason: 'NoData',
      task: { cpuUnits: 2048, memoryMiB: 4096 },
      reasons: expect.any(Array),
      monthlyUsd: { current: 72.08, recommended: 72.08 },
    });
    const day = { average: Array.from({ length: 24 }, () => 1) };
    expect(answer({ cpu: day, memory: day })).toMatchObject({ kind: 'skipped', skipReason: 'InsufficientData' });
  });

  it('is `skipped` for empty series, with the memory and without', () => {
    const empty = { average: [], maximum: [] };
    for (const memory of [empty, undefined])
      expect(answer({ cpu: empty, memory })).toMatchObject({ kind: 'skipped', skipReason: 'NoData' });
  });

  it.each([['text'], [''], [7], [-1.5], [0]])('repeats the id as it came: %j', (id) => {
    expect(answer({ id }).id).toBe(id);
    expect(answer({ id, policy: 'none' })).toMatchObject({ id, kind: 'error' });
  });

  it('does not look at keys that it does not know', () => {
    const more = {
      note: 'x',
      reasons: 3,
      task: { cpuUnits: 2048, memoryMiB: 4096, gpu: 1 },
      cpu: { average: flat(10), maximum: flat(20), p99: 'x' },
    };
    expect(answer(more)).toEqual(answer());
  });

  it('takes LINUX on X86_64 in us-east-1 for granted', () => {
    expect(JSON.stringify(answerLine(without('operatingSystem', 'architecture', 'region')))).toBe(
      JSON.stringify(answer()),
    );
  });
});

describe('what a shortage costs', () => {
  it('buys the larger size, and says what is expected there and here', () => {
    // Two weeks of eleven hours at 410 CPU units and thirteen at 205: at 512 short for hours of a month.
    const maximum = Array.from({ length: POINTS }, (_, hour) => (hour % 24 < 11 ? 20 : 10));
    const loaded = request({ cpu: { average: flat(10), maximum } });
    const larger = JSON.parse(JSON.stringify(answerLine(JSON.stringify(loaded), builtInPolicies)));
    expect(larger.task).toEqual({ cpuUnits: 1024, memoryMiB: 2048 });
    const reason = larger.reasons.find(({ code }: { code: string }) => code === 'ExpectedShortage');
    expect(reason).toMatchObject({ cheaper: { cpuUnits: 512, memoryMiB: 2048 }, cpuUsdPerHour: 15 });
    expect(reason.there.cpuHours).toBeGreaterThan(reason.here.cpuHours);
    expect(larger.risk.cpu.expected.aMonth).toBe(reason.here.cpuHours);
    expect(larger.risk.memory.expected.aMonth).toBe(reason.here.memoryKills);
    expect(codesOf(larger)).not.toContain('CheapestPair');
  });
});

describe('the series', () => {
  it('give the same when one statistic is missing and the other says as much', () => {
    const both = { average: flat(20), maximum: flat(20) };
    const expected = answer({ cpu: both });
    expect(answer({ cpu: { average: flat(20) } })).toEqual(expected);
    expect(answer({ cpu: { maximum: flat(20) } })).toEqual(expected);
  });

  it('may pass 100 %, and the answer says so', () => {
    const over = answer({ memory: { average: flat(50), maximum: flat(130) } });
    expect(codesOf(over)).toContain('MemoryAboveSize');
    // No task can use 130 % of its memory: it is percent of something else, and no reason to grow.
    expect(over.task.memoryMiB).toBe(4096);
  });

  it('say CPU only when there is no memory: it is then the smallest for the CPU', () => {
    const cpuOnly = answer({ memory: undefined });
    expect(cpuOnly.task).toEqual({ cpuUnits: 512, memoryMiB: 1024 });
    expect(cpuOnly.risk).not.toHaveProperty('memory');
  });

  it('say nothing of the memory when it is all null: it is kept', () => {
    const kept = answer({ memory: { average: flat(null), maximum: flat(null) } });
    expect(kept.task).toEqual({ cpuUnits: 512, memoryMiB: 4096 });
    expect(codesOf(kept)).toEqual(expect.arrayContaining(['NoData', 'KeepsSize']));
  });

  it('never give less where the average is above the maximum, or the maximum is missing beside it', () => {
    const half = flat(50).map((value, index) => (index % 2 === 0 ? value : 10));
    const gappy = half.map((value) => (value === 10 ? 10 : null));
    const { task } = answer({ cpu: { average: half } });
    for (const maximum of [flat(10), gappy]) expect(answer({ cpu: { average: half, maximum } }).task).toEqual(task);
  });

  it('may have gaps', () => {
    const gappy = flat(20).map((value, index) => (index % 3 === 0 ? null : value));
    expect(answer({ cpu: { maximum: gappy } }).task).toEqual({ cpuUnits: 512, memoryMiB: 2048 });
  });
});

describe('money', () => {
  it.each([
    ['eu-central-1', {}, { current: 82.9, recommended: 24.46 }],
    ['us-east-1', { architecture: 'ARM64' }, { current: 57.67, recommended: 17.02 }],
    ['eu-west-1', {}, { current: null, recommended: null }],
    ['eu-central-1', { architecture: 'ARM64' }, { current: null, recommended: null }],
    ['constructor', {}, { current: null, recommended: null }],
  ])('is that of the region, or null where no price is confirmed: %s %j', (region, fields, expected) => {
    expect(answer({ region, ...fields })).toMatchObject({
      task: { cpuUnits: 512, memoryMiB: 2048 },
      monthlyUsd: expected,
    });
  });

  it('is null on Windows, whose smallest task is 1024 / 2048', () => {
    const windows = answer({ operatingSystem: 'WINDOWS' });
    expect(windows.task).toEqual({ cpuUnits: 1024, memoryMiB: 2048 });
    expect(windows.monthlyUsd).toEqual({ current: null, recommended: null });
  });
});

describe('policies', () => {
  const own: Policy = { ...builtInPolicies.production, name: 'batch', minimumDataHours: 1000 };

  it('are those that are given, and no others', () => {
    const line = JSON.stringify(request({ policy: 'batch' }));
    expect(answerLine(line, { batch: own })).toMatchObject({ kind: 'skipped', skipReason: 'InsufficientData' });
    expect(answerLine(JSON.stringify(request()), { batch: own })).toEqual({
      id: 'a',
      kind: 'error',
      message: 'policy = "production": there is batch',
    });
  });

  it('that are bounded by another stage are not bounded here: there is no other stage', () => {
    expect(answer({ policy: 'development' }).kind).toBe('recommended');
  });
});

describe('a bad line', () => {
  it.each<[string, string, string | number | null, string]>([
    ['no JSON', '{"id":"a",', null, 'the line is not JSON: '],
    ['a list', '[]', null, 'id = undefined'],
    ['null', 'null', null, 'the line = null'],
    ['a text', '"x"', null, 'the line = "x"'],
    ['no id', without('id'), null, 'id = undefined'],
    [
      'an id that is none',
      JSON.stringify(request({ id: { a: 1 } })),
      null,
      'id = {"a":1}: must be a string or a number',
    ],
    ['no policy', without('policy'), 'a', 'policy = undefined'],
    ['no task', without('task'), 'a', 'task = undefined'],
    ['no CPU', without('cpu'), 'a', 'cpu = undefined'],
    ['no period', without('periodSeconds'), 'a', 'periodSeconds = undefined'],
    ['no end', without('endTime'), 'a', 'endTime = undefined'],
    [
      'an infinite value',
      JSON.stringify(request({ memory: { maximum: [7] } })).replace('[7]', '[1e999]'),
      'a',
      'memory.maximum = ',
    ],
  ])('is answered with the place, the value and what is allowed: %s', (_, line, id, message) => {
    const found = answerLine(line);
    expect(found).toMatchObject({ id, kind: 'error' });
    expect(found.message).toContain(message);
  });

  it.each<[string, Fields, string]>([
    ['an unknown policy', { policy: 'prod' }, 'policy = "prod": there is production, development, validation'],
    ['a policy that every object has', { policy: 'constructor' }, 'policy = "constructor"'],
    [
      'an invalid pair',
      { task: { cpuUnits: 256, memoryMiB: 4096 } },
      'task = {"cpuUnits":256,"memoryMiB":4096}: no task size that Fargate offers on LINUX',
    ],
    [
      'a pair that Windows has not',
      { operatingSystem: 'WINDOWS', task: { cpuUnits: 512, memoryMiB: 1024 } },
      'no task size that Fargate offers on WINDOWS',
    ],
    [
      'Windows on ARM64',
      { operatingSystem: 'WINDOWS_SERVER_2022_CORE', architecture: 'ARM64' },
      'architecture = "ARM64": Fargate offers it on LINUX; on WINDOWS there is X86_64',
    ],
    ['half a task', { task: { cpuUnits: 256 } }, 'task.memoryMiB = undefined'],
    [
      'a negative value',
      { cpu: { average: [1, -0.5] } },
      'cpu.average = [1,-0.5]: must be a list of at most 100000 finite numbers >= 0 or null',
    ],
    ['a text as value', { cpu: { average: [1, '2'] } }, 'cpu.average = [1,"2"]'],
    ['no statistic', { cpu: {} }, 'cpu = {}: needs "average" or "maximum"'],
    ['a statistic that is null', { cpu: { average: null } }, 'cpu.average = null'],
    ['a memory that is null', { memory: null }, 'memory = null'],
    [
      'unequal lengths within a resource',
      { cpu: { average: [1, 2], maximum: [1] }, memory: undefined },
      'all series must have one length; these have 2, 1',
    ],
    [
      'unequal lengths between resources',
      { memory: { average: [1] } },
      'all series must have one length; these have 336, 1',
    ],
    ['a period of 59 s', { periodSeconds: 59 }, 'periodSeconds = 59'],
    ['a period of 3601 s', { periodSeconds: 3601 }, 'periodSeconds = 3601'],
    ['a period that is a text', { periodSeconds: '300' }, 'periodSeconds = "300"'],
    ['a time that is none', { endTime: 'soon' }, 'endTime = "soon": must be an ISO time'],
    ['an operating system', { operatingSystem: 'MACOS' }, 'operatingSystem = "MACOS"'],
    ['an architecture', { architecture: 'RISCV' }, 'architecture = "RISCV"'],
    ['a region that is no text', { region: 7 }, 'region = 7'],
  ])('is answered with its id, the place, the value and what is allowed: %s', (_, fields, message) => {
    expect(answer(fields)).toMatchObject({ id: 'a', kind: 'error', message: expect.stringContaining(message) });
  });

  it('names everything that is wrong at once, and shortens long values', () => {
    const long = { average: [-1, ...flat(3)] };
    const found = answer({ periodSeconds: 1, cpu: long });
    expect(found.message).toMatch(/^periodSeconds = 1: .*; cpu\.average = \[-1,3,[3,]+…: must be a list/);
    expect(found.message.length).toBeLessThan(300);
  });

  it('is what a bug of the program makes of a line, so that the others are answered', () => {
    const broken: Policy = {
      ...builtInPolicies.production,
      get cpu(): Policy['cpu'] {
        throw new TypeError('a bug');
      },
    };
    expect(answerLine(JSON.stringify(request()), { production: broken })).toEqual({
      id: 'a',
      kind: 'error',
      message: 'the line cannot be answered: TypeError: a bug',
    });
  });

  it.each([60, 3600])('is none with a period of %d s', (periodSeconds) => {
    expect(answer({ periodSeconds }).kind).not.toBe('error');
  });
});

describe('any line', () => {
  const point = fc.oneof(fc.double({ min: 0, max: 150, noNaN: true }), fc.constant(null));
  const series = fc.array(point, { minLength: 30, maxLength: 30 });

  it('with series is answered with a size that Fargate offers, and `optimized` exactly when it stays', () => {
    const requests = fc.record({
      task: fc.constantFrom(...validPairs('LINUX')),
      policy: fc.constantFrom(...Object.keys(builtInPolicies)),
      cpu: fc.record({ average: series, maximum: series }),
      memory: fc.option(fc.record({ maximum: series }), { nil: undefined }),
      periodSeconds: fc.constantFrom(300, 3600),
    });
    always(requests, (fields) => {
      const found = answer({ ...fields, policy: fields.policy });
      expect(validPairs('LINUX')).toContainEqual(found.task);
      const stays = JSON.stringify(found.task) === JSON.stringify(fields.task);
      if (found.kind === 'skipped') expect(stays).toBe(true);
      else expect(found.kind).toBe(stays ? 'optimized' : 'recommended');
    });
  });

  it('is answered, never thrown back', () => {
    const any = fc.oneof(
      fc.string(),
      fc.json(),
      fc.dictionary(fc.constantFrom(...Object.keys(request())), fc.jsonValue()).map((each) => JSON.stringify(each)),
    );
    always(any, (line) => {
      expect(answerLine(line).kind).toBe('error');
    });
  });
});

describe('sizes and platforms in the words of a task definition', () => {
  it.each([
    [{ cpuUnits: '2 vCPU', memoryMiB: '4GB' }],
    [{ cpuUnits: '2048', memoryMiB: '4096' }],
    [{ cpuUnits: '2.0 vcpu', memoryMiB: '4 gb' }],
  ])('are read: %j', (task) => {
    expect(answer({ task })).toEqual(answer());
  });

  it.each([
    [
      { cpuUnits: '2 cores', memoryMiB: 4096 },
      'task.cpuUnits = "2 cores": must be CPU units such as 1024, or "1 vCPU"',
    ],
    [{ cpuUnits: 2048, memoryMiB: '4 vCPU' }, 'task.memoryMiB = "4 vCPU": must be MiB such as 4096, or "4GB"'],
    [{ cpuUnits: true, memoryMiB: '4GB' }, 'task.cpuUnits = true: must be CPU units such as 1024, or "1 vCPU"'],
    [{ cpuUnits: '3 vCPU', memoryMiB: '8GB' }, 'no task size that Fargate offers on LINUX'],
  ])('that mean nothing are refused: %j', (task, message) => {
    expect(answer({ task })).toMatchObject({ kind: 'error', message: expect.stringContaining(message) });
  });

  it.each(['WINDOWS', 'WINDOWS_SERVER_2019_FULL', 'WINDOWS_SERVER_2022_CORE', 'WINDOWS_SERVER_20H2_CORE'])(
    'take %s for Windows, which begins at one vCPU and has no price',
    (operatingSystem) => {
      expect(answer({ operatingSystem })).toMatchObject({ task: { cpuUnits: 1024, memoryMiB: 2048 } });
      expect(answer({ operatingSystem }).monthlyUsd).toEqual({ current: null, recommended: null });
    },
  );

  it('refuse another system', () => {
    expect(answer({ operatingSystem: 'WINDOWS_SERVER' })).toMatchObject({
      kind: 'error',
      message: 'operatingSystem = "WINDOWS_SERVER": must be LINUX, WINDOWS or WINDOWS_SERVER_<year>_CORE or _FULL',
    });
  });
});

describe('a series in another unit', () => {
  const task = { cpuUnits: 4096, memoryMiB: 8192 };
  /** Busy by turns: 30 and 48 percent of the task. */
  const turns = (scale: number) => Array.from({ length: POINTS }, (_, index) => (index % 2 === 0 ? 30 : 48) * scale);
  const sent = (cpu: readonly number[], fields: Fields = {}) => answer({ task, cpu: { maximum: cpu }, ...fields });

  it('is sized when it is percent of the task', () => {
    // 48 % of 4096 is 1966 units, with 20 % headroom 2360: the row of 4096.
    expect(sent(turns(1))).toMatchObject({ kind: 'optimized', task: { cpuUnits: 4096 } });
  });

  it.each([
    ['percent of one core', 4, 192, 'Is it percent of one core, as Datadog counts? The task has 4'],
    ['shares from 0 to 1', 0.01, 0.48, 'are these shares from 0 to 1?'],
  ])('keeps the size and is told: %s', (_, scale, highestPercent, text) => {
    const { reasons, ...rest } = sent(turns(scale));
    expect(rest).toEqual({
      id: 'a',
      kind: 'skipped',
      skipReason: 'UnitSuspected',
      task,
      monthlyUsd: { current: 144.16, recommended: 144.16 },
    });
    expect(reasons).toEqual([
      { code: 'UnitSuspected', resource: 'cpu', highestPercent, text: expect.stringContaining(text) },
    ]);
    expect(reasons[0].text).toContain('say "unit": "percent"');
  });

  it('is told of memory as well', () => {
    expect(answer({ memory: { average: flat(0.25) } })).toMatchObject({
      skipReason: 'UnitSuspected',
      reasons: [{ resource: 'memory', highestPercent: 0.25 }],
    });
  });

  it('is believed when the line says that it is percent, and no other unit can be said', () => {
    expect(sent(turns(0.01), { unit: 'percent' })).toMatchObject({ kind: 'recommended' });
    expect(sent(turns(1), { unit: 'cores' })).toMatchObject({
      kind: 'error',
      message: 'unit = "cores": must be "percent"',
    });
  });

  it('is not suspected of percent of one core where that explains nothing', () => {
    // Memory has no cores, a task of one core is one core, and 500 % are more than four cores.
    const one = { task: { cpuUnits: 1024, memoryMiB: 4096 }, cpu: { maximum: flat(120) } };
    for (const fields of [{ memory: { maximum: flat(120) } }, one, { task, cpu: { maximum: flat(500) } }]) {
      expect(answer(fields).skipReason).toBeUndefined();
      const aboveSize = 'memory' in fields ? 'MemoryAboveSize' : 'OverHundredPercent';
      expect(codesOf(answer(fields))).toContain(aboveSize);
    }
  });

  it('is not suspected for some points above 110 %, or where nothing is used', () => {
    const spikes = flat(20).map((value, index) => (index < 3 ? 130 : value));
    expect(answer({ cpu: { maximum: spikes } }).skipReason).toBeUndefined();
    expect(answer({ cpu: { maximum: flat(0) } }).skipReason).toBeUndefined();
  });
});

describe('a value that no task can reach', () => {
  it('is refused as broken', () => {
    // 32768 units are 1600 % of 2048, and 249856 MiB are 6100 % of 4096.
    expect(answer({ cpu: { maximum: flat(1601) } })).toMatchObject({
      kind: 'error',
      message: 'cpu.maximum = 1601: more than 1600 % of this task is more than any task of Fargate has',
    });
    expect(answer({ memory: { average: [null, 1e17, ...flat(20).slice(2)], maximum: flat(25) } })).toMatchObject({
      kind: 'error',
      message:
        'memory.average = 100000000000000000: more than 6100 % of this task is more than any task of Fargate has',
    });
  });
});

describe('whatever comes', () => {
  it('a line that nests too deep is answered, with its id', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const { id, kind, message } = answerLine(`{"id":7,"policy":${deep}}`) as {
      id: number;
      kind: string;
      message: string;
    };
    expect({ id, kind }).toEqual({ id: 7, kind: 'error' });
    expect(message).toContain('the line cannot be answered: RangeError');
  });

  it('a line that is too long is refused unread', () => {
    expect(answerLine(' '.repeat(LONGEST_LINE + 1))).toEqual({
      id: null,
      kind: 'error',
      message: 'the line has more than 16777216 characters, which is the most that is read',
    });
  });

  it('a series may have 100,000 points and not one more', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => 10 + (index % 7));
    const fields = { periodSeconds: 60, memory: undefined };
    expect(answer({ ...fields, cpu: { maximum: many(100_000) } }).kind).toBe('recommended');
    expect(answer({ ...fields, cpu: { maximum: many(100_001) } })).toMatchObject({
      kind: 'error',
      message: expect.stringContaining('must be a list of at most 100000 finite numbers >= 0 or null'),
    });
  });

  it('nothing of it acts on a terminal', () => {
    const id = 'a\u001b[2J\u202eb\u009b';
    const text = lineOf(answerSizingRequest(JSON.stringify(request({ id, policy: id })), builtInPolicies));
    expect(text).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(text).id).toBe(id);
  });
});
