import { describe, expect, it } from 'vitest';
import { recommend } from '../../../core/decision/recommend.ts';
import type { TaskSize } from '../../../core/model/task-size.ts';
import {
  CONNECTOR_CONTAINERS,
  CONNECTOR_KEYS,
  codes,
  container,
  containerUsage,
  context,
  DAY,
  decided,
  flat,
  inputOf,
  NO_DATA,
  parameterKeys,
  percentOf,
  reasonOf,
  size,
  skipped,
  usage,
  viewed,
  WINDOWS,
} from '../../support/builders.ts';

const connectorUsage = { connect: containerUsage(690, 2900), instantclient: containerUsage(1, 40) };

describe('recommend', () => {
  it('sizes the connector of production', () => {
    // CPU 700 × 1.25 = 875. Memory 3000 × 1.25 = 3750: connect 2900 × 1.25 = 3625, instantclient 40 × 1.25 < 100.
    // Cheapest for 875 / 3750: 1024 / 4096. 4096 - 3625 - 100 = 371 go 4096 : 2048, 247 + 1 (the last unit) and 123.
    const recommendation = decided(inputOf({ evidence: { containers: connectorUsage } }));
    expect(recommendation).toMatchObject({
      kind: 'recommended',
      sizes: {
        task: size(1024, 4096),
        containers: { connect: { cpuUnits: 1024, memoryMiB: 3873 }, instantclient: { memoryMiB: 223 } },
      },
      finding: 'Overprovisioned',
      findingReasonCodes: ['CPUOverprovisioned', 'MemoryOverprovisioned'],
      alerts: [],
    });
    expect(reasonOf(recommendation.reasons, 'FreeMemory')).toEqual({
      code: 'FreeMemory',
      memoryMiB: 4096 - 3750,
      containers: ['connect', 'instantclient'],
    });
    expect(reasonOf(recommendation.reasons, 'CheapestPair').needed).toEqual(size(875, 3750));
  });

  it('splits by what is declared without container metrics: 3750 × 2/3 = 2500 and 3750 × 1/3 = 1250', () => {
    const { sizes, reasons } = decided(inputOf());
    // And of the 346 that are left 231 and 115.
    expect(sizes.containers.instantclient).toEqual({ memoryMiB: 1365 });
    expect(sizes.containers.connect).toEqual({ cpuUnits: 1024, memoryMiB: 2731 });
    // Memory of both and CPU of connect; nobody publishes the CPU of instantclient.
    expect(codes(reasons).filter((code) => code === 'ContainerNeed')).toHaveLength(3);
  });

  it('keeps what is live of a resource without data, where that is more than what runs and waits for its deployment', () => {
    const live = {
      task: size(4096, 16384),
      containers: { connect: { cpuUnits: 4096, memoryMiB: 14000 }, instantclient: { memoryMiB: 2048 } },
    };
    const { sizes } = decided(inputOf({ evidence: { memory: NO_DATA }, live }));
    // CPU 875 would do with 1024, whose memory ends at 8192; 16384 begin with 2048 CPU units.
    expect(sizes.task).toEqual(size(2048, 16384));
    expect(sizes.containers.connect?.memoryMiB).toBeGreaterThanOrEqual(14000);
  });

  it('says when a resource passed its size', () => {
    const series = percentOf(6144, [...Array<number>(23).fill(2), 106]);
    const { reasons } = decided(inputOf({ evidence: { memory: series } }));
    expect(reasonOf(reasons, 'OverHundredPercent')).toEqual({
      code: 'OverHundredPercent',
      resource: 'memory',
      points: 1,
    });
  });

  it('keeps the sizes of containers that hold what is needed, so that documents do not churn', () => {
    const { kind, sizes, reasons, finding } = decided(
      inputOf({
        evidence: {
          cpu: flat(1500),
          memory: flat(4500),
          containers: { connect: containerUsage(9, 3000), instantclient: containerUsage(9, 1500) },
        },
      }),
    );
    // 1500 × 1.25 = 1875 and 4500 × 1.25 = 5625: the running 2048 / 6144 is the cheapest.
    expect([kind, finding]).toEqual(['optimized', 'Optimized']);
    expect(sizes.containers).toEqual({
      connect: { cpuUnits: 2048, memoryMiB: 4096 },
      instantclient: { memoryMiB: 2048 },
    });
    expect(codes(reasons)).not.toContain('FreeMemory');
  });

  it('refits the containers of the same task, when one has too little', () => {
    const containers = { connect: containerUsage(9, 4000), instantclient: containerUsage(9, 100) };
    const { kind, sizes } = decided(inputOf({ evidence: { cpu: flat(1500), memory: flat(4500), containers } }));
    expect(kind).toBe('optimized');
    // 4000 × 1.25 = 5000 and 100 × 1.25 = 125; 6144 - 5125 = 1019 go 5000 : 2048, 723 and 296.
    expect(sizes.containers).toEqual({
      connect: { cpuUnits: 2048, memoryMiB: 5723 },
      instantclient: { memoryMiB: 421 },
    });
  });

  it('keeps what is standing, where there is too little for all and every minimum is held', () => {
    const containers = { connect: containerUsage(9, 6000), instantclient: containerUsage(9, 100) };
    const target = { maximumTaskSize: { cpuUnits: 2048, memoryMiB: 6144 } };
    const { sizes } = decided(inputOf({ target, evidence: { cpu: flat(1500), memory: flat(6000), containers } }));
    expect(sizes.containers.connect?.memoryMiB).toBe(4096);
  });

  it('sizes CPU alone without memory: the smallest memory of the CPU', () => {
    const { memory: _, ...evidence } = inputOf().evidence;
    const input = { ...inputOf({ service: { containers: [] }, target: { parameters: parameterKeys() } }) };
    const alone = { ...input, evidence: { ...evidence, service: input.evidence.service } };
    // 875 CPU units: 1024 begins at 2048 MiB.
    expect(decided(alone).sizes.task).toEqual(size(1024, 2048));
    expect(Object.keys(viewed(alone).risk)).toEqual(['cpu', 'alternatives']);
  });

  it('adds the CPU of containers on Windows, where it is a quota', () => {
    const containers = [container('connect', { cpuUnits: 1024 }), container('instantclient', { cpuUnits: 1024 })];
    const keys = parameterKeys({ connect: { cpu: 'a' }, instantclient: { cpu: 'b' } });
    const both = { connect: containerUsage(800, 9), instantclient: containerUsage(700, 9) };
    const windows = inputOf({
      target: { parameters: keys },
      service: { platform: WINDOWS, containers },
      evidence: { cpu: flat(800), containers: both },
    });
    // 800 × 1.25 + 700 × 1.25 = 1875, and the task alone 1000.
    expect(decided(windows).sizes.task.cpuUnits).toBe(2048);
    expect(
      decided(
        inputOf({
          target: { parameters: keys },
          service: { containers },
          evidence: { cpu: flat(800), containers: both },
        }),
      ).sizes.task.cpuUnits,
    ).toBe(1024);
  });

  it('refits the CPU of containers on Windows, when one has too little in the same task', () => {
    const containers = [container('connect', { cpuUnits: 256 }), container('instantclient', { cpuUnits: 1792 })];
    const input = inputOf({
      target: { parameters: parameterKeys({ connect: { cpu: 'a' }, instantclient: { cpu: 'b' } }) },
      service: { platform: WINDOWS, containers },
      evidence: {
        cpu: flat(900),
        containers: { connect: containerUsage(800, 9), instantclient: containerUsage(100, 9) },
      },
    });
    const { sizes } = decided({
      ...input,
      target: { ...input.target, minimumTaskSize: { cpuUnits: 2048, memoryMiB: 6144 } },
    });
    // 800 × 1.25 = 1000 and 100 × 1.25 = 125; the remaining 923 in proportion 1000 : 125.
    expect(sizes.containers.connect?.cpuUnits).toBeGreaterThanOrEqual(1000);
  });
});

describe('what gets no verdict', () => {
  it.each([
    ['NoData', NO_DATA],
    ['InsufficientData', usage([...Array<null>(23).fill(null), 5])],
  ] as const)('is skipped: %s', (skipReason, series) => {
    const recommendation = skipped(inputOf({ evidence: { cpu: series, memory: series } }));
    expect(recommendation.skipReason).toBe(skipReason);
    expect(recommendation.sizes.task).toEqual(size(2048, 6144));
  });

  it('is not a target with data of one resource', () => {
    expect(recommend(inputOf({ evidence: { cpu: NO_DATA } })).kind).not.toBe('skipped');
  });

  it('still gets the floors of its containers, though the task would hold them', () => {
    const containers = { connect: { heap: { maximumMiB: 4000 } } };
    const input = inputOf({
      target: { containers },
      service: { taskSize: size(2048, 8192) },
      evidence: { cpu: NO_DATA, memory: NO_DATA },
    });
    // 4000 × 1.25 = 5000, where 4096 run; 8192 - 5000 - 2048 = 1144 go 5000 : 2048, 812 and 332.
    expect(decided(input)).toMatchObject({
      kind: 'optimized',
      sizes: {
        task: size(2048, 8192),
        containers: { connect: { memoryMiB: 5812 }, instantclient: { memoryMiB: 2380 } },
      },
    });
  });

  it('does not grow a task for limits that overlap and run', () => {
    const input = inputOf({ service: { taskSize: size(2048, 4096) }, evidence: { cpu: NO_DATA, memory: NO_DATA } });
    expect(skipped(input).sizes.task).toEqual(size(2048, 4096));
  });
});

describe('an agent that is injected beside the containers', () => {
  it('keeps its memory: 160 × 1.25 = 200 of 4096 go to nobody', () => {
    const evidence = { containers: connectorUsage, context: context({ besideMiB: 160 }) };
    const { sizes } = decided(inputOf({ evidence }));
    expect(sizes.task).toEqual(size(1024, 4096));
    // 4096 - 200 - 3625 - 100 = 171 go 2 : 1.
    expect(sizes.containers).toMatchObject({ connect: { memoryMiB: 3739 }, instantclient: { memoryMiB: 157 } });
  });
});

describe('limits that overlap where they run', () => {
  // 4096 + 2048 in a task of 4096, which ECS took.
  const containers = [container('connect', { memoryMiB: 4096 }), container('client', { memoryMiB: 2048 })];
  const keys = { connect: { memory: 'connectMemory' }, client: { memory: 'clientMemory' } };
  const used = (taskSize: TaskSize, memoryMiB: number, published: Parameters<typeof parameterKeys>[0] = keys) =>
    decided(
      inputOf({
        target: { parameters: parameterKeys(published) },
        service: { taskSize, containers },
        evidence: { cpu: flat(1500), memory: flat(memoryMiB) },
      }),
    ).sizes;
  const asDeclared = { connect: { memoryMiB: 4096 }, client: { memoryMiB: 2048 } };

  it('stay as they are, and grow no task, with keys and without', () => {
    expect(used(size(2048, 4096), 2600)).toEqual({ task: size(2048, 4096), containers: asDeclared });
    expect(used(size(2048, 4096), 2600, {})).toEqual({ task: size(2048, 4096), containers: {} });
  });

  it('stay in a task that changes, each within it', () => {
    // 1500 × 1.25 = 1875 units: 4096 become 2048, where the least memory is 4096.
    expect(used(size(4096, 8192), 2600)).toMatchObject({ task: size(2048, 4096) });
    expect(used(size(4096, 8192), 7000).containers.connect?.memoryMiB).toBeGreaterThanOrEqual(4096);
    const tight = used(size(2048, 5120), 3000);
    expect(tight).toEqual({ task: size(2048, 4096), containers: asDeclared });
  });

  it('leave a floor its room: 2048 × 1.25 for the one that was killed', () => {
    const kill = { container: 'client', limitMiB: 2048, at: DAY.startTime, floorMiB: 2560 };
    const input = inputOf({
      target: { parameters: parameterKeys(keys) },
      service: { taskSize: size(2048, 4096), containers },
      evidence: { cpu: flat(1500), memory: flat(2600), context: context({ kills: [kill] }) },
    });
    expect(decided(input).sizes).toEqual({
      task: size(2048, 4096),
      containers: { connect: { memoryMiB: 4096 }, client: { memoryMiB: 2560 } },
    });
  });
});

describe('what is live', () => {
  const live = {
    task: size(1024, 4096),
    containers: { connect: { cpuUnits: 1024, memoryMiB: 3990 }, instantclient: { memoryMiB: 106 } },
  };

  it('stays while it holds what is needed', () => {
    expect(decided(inputOf({ live, evidence: { containers: connectorUsage } })).sizes).toEqual(live);
  });

  it('is refitted, when a container got too little', () => {
    const starved = { ...live, containers: { ...live.containers, instantclient: { memoryMiB: 49 } } };
    const { sizes } = decided(inputOf({ live: starved, evidence: { containers: connectorUsage } }));
    expect(sizes.containers.instantclient).toEqual({ memoryMiB: 223 });
  });

  it('is refitted, when the CPU of a container fell below what has no data', () => {
    const slow = {
      task: size(2048, 6144),
      containers: { connect: { cpuUnits: 100, memoryMiB: 4096 }, instantclient: { memoryMiB: 2048 } },
    };
    const input = inputOf({ live: slow, evidence: { cpu: NO_DATA, memory: flat(4500) } });
    expect(decided(input).sizes.containers.connect?.cpuUnits).toBe(2048);
  });

  it('gets the running number of a key that it lacks, before it stands', () => {
    const lacking = {
      task: size(2048, 6144),
      containers: { connect: { memoryMiB: 4000 }, instantclient: { memoryMiB: 2048 } },
    };
    const input = inputOf({ live: lacking, evidence: { cpu: flat(1500), memory: flat(4500) } });
    expect(decided(input).sizes.containers.connect).toEqual({ cpuUnits: 2048, memoryMiB: 4000 });
  });

  it('is the running sizes, when an alert forbids to change it and it lacks a key that does not fit', () => {
    const lacking = { task: size(1024, 4096), containers: { connect: { cpuUnits: 1024, memoryMiB: 4096 } } };
    const target = { minimumTaskSize: { cpuUnits: 4096 }, maximumTaskSize: { cpuUnits: 2048 } };
    expect(decided(inputOf({ target, live: lacking })).sizes.task).toEqual(size(2048, 6144));
  });
});

describe('containers that are seeded and do not run yet', () => {
  const keys = parameterKeys({ ...CONNECTOR_KEYS.containers, proxy: { cpu: 'proxyCpu', memory: 'proxyMemory' } });
  const seeded = { proxy: { cpuUnits: 256, memoryMiB: 512 } };
  const running = { connect: { cpuUnits: 1792, memoryMiB: 3584 }, instantclient: { memoryMiB: 2048 } };
  const live = { task: size(2048, 6144), containers: { ...running, ...seeded } };

  it('have at least their numbers, and the task holds them', () => {
    const { sizes, reasons } = decided(
      inputOf({ target: { parameters: keys }, live, evidence: { containers: connectorUsage } }),
    );
    // 3625 + 100 + 512 = 4237, so 1024 / 5120; 883 are left for 4096 : 2048 : 512, 543.4, 271.7 and 67.9. CPU has no
    // slack: 256 are the least of the proxy, and connect needs 875 of 768.
    expect(sizes).toEqual({
      task: size(1024, 5120),
      containers: {
        connect: { cpuUnits: 768, memoryMiB: 4169 },
        instantclient: { memoryMiB: 372 },
        proxy: { cpuUnits: 256, memoryMiB: 579 },
      },
    });
    expect(reasonOf(reasons, 'ContainerNotDeployed').container).toBe('proxy');
  });

  it('make the task grow, where its containers already fill it', () => {
    const input = inputOf({ target: { parameters: keys }, live, evidence: { cpu: NO_DATA, memory: NO_DATA } });
    // CPU 2048 + 256 = 2304 and memory 4096 + 2048 + 512 = 6656 ask for 4096 / 8192.
    const { sizes } = decided(input);
    expect(sizes.task).toEqual(size(4096, 8192));
    // 1792 are left for 2048 : 256 CPU units, and 1536 for 4096 : 2048 : 512 MiB.
    expect(sizes.containers.proxy).toEqual({ cpuUnits: 455, memoryMiB: 630 });
  });

  it('stand without data, where the live sizes hold everything', () => {
    const small = [
      container('connect', { cpuUnits: 1024, memoryMiB: 3000 }),
      container('instantclient', { memoryMiB: 1000 }),
    ];
    const input = inputOf({
      target: { parameters: keys },
      service: { containers: small },
      live,
      evidence: { cpu: NO_DATA, memory: NO_DATA },
    });
    expect(skipped(input).skipReason).toBe('NoData');
  });

  it('are only named, when nobody seeded them', () => {
    const { sizes, reasons } = decided(inputOf({ target: { parameters: keys } }));
    expect(Object.keys(sizes.containers)).toEqual(['connect', 'instantclient']);
    expect(reasonOf(reasons, 'ContainerNotDeployed').container).toBe('proxy');
  });
});

describe('numbers that share a key', () => {
  const containers = [container('a', { memoryMiB: 2000 }), container('b', { memoryMiB: 2000 })];
  const parameters = parameterKeys({ a: { memory: 'm' }, b: { memory: 'm' } });

  it('are sized as one, for the container that needs most', () => {
    const input = inputOf({
      target: { parameters },
      service: { containers },
      evidence: { containers: { a: containerUsage(1, 2400), b: containerUsage(1, 100) } },
    });
    // a needs 2400 × 1.25 = 3000, and so does b: 6000 MiB, so 6144 / 2 = 3072 each.
    expect(decided(input).sizes).toEqual({
      task: size(1024, 6144),
      containers: { a: { memoryMiB: 3072 }, b: { memoryMiB: 3072 } },
    });
  });

  it('hold a floor for each of them', () => {
    const input = inputOf({
      target: { parameters, containers: { a: { minimumMemoryMiB: 4000 } } },
      service: { containers },
    });
    // 2 × 4000 = 8000
    expect(decided(input).sizes.task.memoryMiB).toBe(8192);
    expect(decided(input).sizes.containers.b?.memoryMiB).toBe(4096);
  });

  it('are refitted where their declared numbers differ, for no document could say both', () => {
    // Shares of 4500 × 1.25 = 5625 are 2766 and 2858; 2 × 2858 ask for the running 6144.
    const different = [container('a', { memoryMiB: 3000 }), container('b', { memoryMiB: 3100 })];
    const input = inputOf({
      target: { parameters },
      service: { containers: different },
      evidence: { cpu: flat(1500), memory: flat(4500) },
    });
    expect(decided(input).sizes.containers).toEqual({ a: { memoryMiB: 3072 }, b: { memoryMiB: 3072 } });
  });

  it('that cannot fit change nothing and alert: the whole task, and a container beside it', () => {
    const input = inputOf({
      target: { parameters: parameterKeys({ a: { memory: 'taskMemory' } }) },
      service: { taskSize: size(2048, 4096), containers },
      evidence: { memory: flat(2000) },
    });
    const { kind, sizes, alerts } = decided(input);
    expect(kind).toBe('optimized');
    expect(sizes.task).toEqual(size(2048, 4096));
    expect(alerts).toEqual([
      {
        code: 'ContainersDoNotFit',
        size: size(1024, 4096),
        problem: 'the containers sum to 6096 MiB, the task has 4096',
      },
    ]);
  });
});

describe('containers that nobody sizes', () => {
  it('buy nothing beyond what they declare', () => {
    const containers = [container('connect', { memoryMiB: 4096 }), container('agent', { memoryMiB: 512 })];
    const own = { connect: containerUsage(9, 2400), agent: containerUsage(9, 2000) };
    const input = inputOf({
      target: { parameters: parameterKeys({ connect: { memory: 'm' } }) },
      service: { containers },
      evidence: { memory: flat(2400), containers: own },
    });
    // connect 2400 × 1.25 = 3000 and the declared 512: 3512 in 4096, of which connect gets 4096 - 512.
    expect(decided(input).sizes).toEqual({ task: size(1024, 4096), containers: { connect: { memoryMiB: 3584 } } });
  });

  it('count with what they were observed to use, when they declare nothing', () => {
    const containers = [container('connect', { memoryMiB: 4096 }), container('agent')];
    const own = { connect: containerUsage(9, 2400), agent: containerUsage(9, 800) };
    const input = inputOf({
      target: { parameters: parameterKeys({ connect: { memory: 'm' } }) },
      service: { containers },
      evidence: { containers: own },
    });
    // 3000 + 800 × 1.25 = 4000 in 4096; connect gets 4096 - 1000.
    expect(decided(input).sizes).toEqual({ task: size(1024, 4096), containers: { connect: { memoryMiB: 3096 } } });
  });

  it('never grow to a floor, which nobody could give them, so they stand', () => {
    const input = inputOf({
      target: { parameters: parameterKeys(), containers: { connect: { minimumMemoryMiB: 4097 } } },
      service: { taskSize: size(2048, 7168), containers: CONNECTOR_CONTAINERS },
      evidence: { cpu: NO_DATA, memory: NO_DATA },
    });
    expect(skipped(input).sizes).toEqual({ task: size(2048, 7168), containers: {} });
  });
});

describe('reservations', () => {
  it('stand while they hold what is needed, and a limit beside them is not lowered', () => {
    const containers = [container('web', { memoryMiB: 4000, memoryReservationMiB: 3900 })];
    const parameters = parameterKeys({ web: { memory: 'm', memoryReservation: 's' } });
    const standing = inputOf({
      target: { parameters },
      service: { taskSize: size(1024, 4096), containers },
      evidence: { containers: { web: containerUsage(1, 3000) } },
    });
    expect(decided(standing).sizes.containers).toEqual({ web: { memoryMiB: 4000, memoryReservationMiB: 3900 } });
  });

  it('that are declared leave the limit to be sized', () => {
    const containers = [container('web', { memoryMiB: 6000, memoryReservationMiB: 500 })];
    const parameters = parameterKeys({ web: { memory: 'm' } });
    const input = inputOf({
      target: { parameters },
      service: { containers },
      evidence: { containers: { web: containerUsage(1, 3000) } },
    });
    expect(decided(input).sizes).toEqual({ task: size(1024, 4096), containers: { web: { memoryMiB: 4096 } } });
  });
});
