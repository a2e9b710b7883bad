import { describe, expect, it } from 'vitest';
import { pinText } from '../../../core/decision/guards/pin.ts';
import { chapterOf, explain, type Reason, type ReasonCode } from '../../../core/decision/recommendation.ts';
import { minuteText } from '../../../core/model/time.ts';
import { sizeText } from '../../../core/model/words.ts';
import { size } from '../../support/builders.ts';

const utilization = {
  code: 'Utilization',
  resource: 'cpu',
  peakStatistic: 'p99.5',
  headroomPercent: 20,
  average: 100.4,
  peak: 300.2,
  highest: 410.5,
  needed: 241,
  points: 8064,
} as const;

const FILLS =
  'Likely causes are file caches of the kernel, a heap that is a share of the memory (MaxRAMPercentage), or a garbage collector that waits for the limit. Metrics of the containers (enhanced Container Insights) and recorded memory kills tell what is really needed.';

const SENTENCES: { readonly [Code in ReasonCode]: readonly [Omit<Extract<Reason, { code: Code }>, 'code'>, string] } = {
  NoData: [{ resource: 'memory' }, 'There is no memory data in the window.'],
  InsufficientData: [
    { resource: 'cpu', dataHours: 1.5, minimumDataHours: 168 },
    'CPU has 1.5 hours of data; the policy wants 168.',
  ],
  BrokenData: [{ resource: 'cpu', points: 3 }, '3 CPU points are negative or infinite and were left out.'],
  CensoredCpu: [
    { points: 12, sharePercent: 0.15, censoredAt: 512, pinnedHours: 0, amount: 1024 },
    'CPU stood at its limit of 512 units in 12 points (0.15 %): the demand is at least that, so CPU gets at least 1024.',
  ],
  LowCoverage: [
    { resource: 'memory', coveragePercent: 60.02, minimumCoveragePercent: 80 },
    'Only 60.02 % of the possible memory points are there; the policy wants 80.',
  ],
  MuchLeftOut: [
    { resource: 'cpu', leftOutPercent: 40 },
    '40 % of the CPU points with data are left out, because tasks started, two sizes ran side by side, or the size is unknown.',
  ],
  RecentDeployment: [
    { daysSinceDeployment: 1.5, minimumDaysSinceDeployment: 7 },
    'The last deployment was 1.5 days ago; the policy waits 7.',
  ],
  TargetTracking: [
    { resource: 'cpu', policy: 'cpu60', targetPercent: 60 },
    'CPU is held at 60 % by the scaling policy cpu60: its utilization says nothing about the size, so it keeps what it has. The scaling advice, where there is one, says which minimum, target or size is cheaper.',
  ],
  StepScaling: [
    { resource: 'memory', policy: 'steps' },
    'The step scaling policy steps changes the number of tasks by an alarm, so memory is not decreased.',
  ],
  ScalingUnknown: [
    { resource: 'cpu', detail: 'AccessDeniedException' },
    'Who scales the service is not known (AccessDeniedException), so CPU is not sized by its utilization.',
  ],
  LastYear: [
    { on: '2025-12-05', times: 2.2, peak: 999.5, memoryMiB: 2048 },
    'In the weeks that come memory went to 2.2 times as much last year (2025-12-05). Of 1000 MiB today that would be 2199: the task keeps 2048 MiB.',
  ],
  BusyHours: [
    { on: '2026-11-01', below: 1024, hours: 4.3, usdPerHour: 15, stepUsdPerMonth: 29.55, cpuUnits: 2048 },
    'CPU was above 1024 units in the mean of an hour, last on 2026-11-01. With 1024 such work takes 4.3 hours of a month: at 15.00 USD each that is more than the 29.55 USD of the next step, so the task keeps 2048 units.',
  ],
  LastYearBusy: [
    { on: '2026-12-24', below: 256, hours: 200, usdPerHour: 2, stepUsdPerMonth: 7.39, cpuUnits: 512 },
    'Until 2026-12-24 CPU will be above 256 units, if it rises as last year. With 256 such work takes 200 hours of a month: at 2.00 USD each that is more than the 7.39 USD of the next step, so the task keeps 512 units.',
  ],
  EarlierPeak: [
    { on: '2026-11-01', peak: 3399.7, memoryMiB: 3400 },
    'Memory reached 3400 MiB on 2026-11-01, before the window. It may come again: the task keeps 3400 MiB.',
  ],
  BesideContainers: [
    { memoryMiB: 150 },
    'The task uses 150 MiB beside the containers of its task definition, as an injected agent does. So much with headroom is given to none of them.',
  ],
  SizesUnreadable: [
    { details: ['It is gone.', 'Another is.', 'And one more.'] },
    'It is gone. So it is with 2 more. Points of that size are left out.',
  ],
  HistoryUnknown: [
    { source: 'CurrentSize', detail: 'AccessDeniedException' },
    'The deployments could not be read (AccessDeniedException). The sizes of the past are not known; all points are read as percent of the current size.',
  ],
  KillsUnknown: [
    {},
    'Memory kills of this account and region are not recorded (see examples/memory-kills), so memory is not decreased.',
  ],
  MemoryFollowsSize: [
    { percent: 87, since: '2026-11-10' },
    `Memory follows the size of the task: it stood at 87 % before and after the change of 2026-11-10. Another size would not tell more, so memory is neither increased nor decreased. ${FILLS}`,
  ],
  MemoryAboveSize: [
    { points: 8000, containers: ['app'] },
    'Memory stood above 100 % of the task in 8000 points, which no task can: the percentages are of something else, such as the memoryReservation of app. Memory keeps its size until it is known what they are of, or enhanced Container Insights measures the containers.',
  ],
  MemoryFull: [
    { fullDays: 13 },
    `Memory was full on 13 of its last 14 days, and no task was killed: that is no need, so memory is neither increased nor decreased. ${FILLS}`,
  ],
  HeapShare: [
    {
      container: 'web',
      ramPercent: 25,
      source: 'environment JAVA_TOOL_OPTIONS',
      needed: 2716,
      amount: 8192,
      heapMiB: 2048,
    },
    'The heap of web is 25 % of its memory (environment JAVA_TOOL_OPTIONS) and shrinks with it. To hold the 2716 MiB that it uses with headroom it keeps at least 8192 MiB, of which the heap gets 2048.',
  ],
  TaskMemoryKill: [
    { container: 'logs', limitMiB: 4096, at: '2026-11-20T03:05:00.000Z', amount: 5120 },
    'Container logs, which has no limit of its own, was killed when the task was full at 4096 MiB (last seen 2026-11-20 03:05 UTC); the task gets at least 5120 MiB until four weeks have passed without a kill or its image changes.',
  ],
  UnpublishedMemoryKill: [
    { container: 'logs', limitMiB: 512, at: '2026-11-20T03:05:00.000Z', amount: 640 },
    'Container logs was killed at its limit of 512 MiB (last seen 2026-11-20 03:05 UTC), which no key of rightsizer.yml publishes: raise it to at least 640 MiB in the task definition, or name its key under parameters.containers.logs.memory. The task gets room for it until four weeks have passed without a kill or its image changes.',
  ],
  MemoryKill: [
    { container: 'connect', limitMiB: 2048, at: '2026-11-20T03:05:00.000Z', amount: 2560 },
    'Container connect was killed at its limit of 2048 MiB (last seen 2026-11-20 03:05 UTC); it gets at least 2560 MiB until four weeks have passed without a kill or its image changes.',
  ],
  SizeHistory: [
    { source: 'Deployments', resizes: 3, leftOutPoints: 7 },
    'The sizes of the past are known from the deployments; 3 resizes in the window; 7 points in which two revisions ran or the size is unknown were left out.',
  ],
  Starts: [
    { starts: 4, peakPercent: 99.6, bootMinutes: 10 },
    '4 task starts are kept out of the steady use; CPU reached 100 % in them, for up to 10 minutes.',
  ],
  SlowStart: [
    { bootMinutes: 10, bootCpuUnits: 1024, limitMinutes: 15, amount: 683 },
    'A start burned its 1024 CPU units for 10 minutes and may take 15: with less than 683 units it would take longer.',
  ],
  StartUnlimited: [
    { bootMinutes: 10, predictedMinutes: 40, cpuUnits: 256 },
    'A start took 10 minutes and would take about 40 with 256 CPU units; no health check and no maximumStartMinutes limits that.',
  ],
  LeakSuspected: [
    { slopeMiBPerDay: 60, daysUntilLimit: 52, usualDays: 7, needed: 920 },
    'Memory climbs 60 MiB a day from each start to the next: a leak is suspected, the task is full in 52 days. The usual 7 days between starts need 920 MiB.',
  ],
  HeapCpu: [
    { heapMiB: 2048, amount: 1024 },
    'There is no CPU data; a heap of 2048 MiB gets the CPU row that Fargate pairs with it, 1024 units.',
  ],
  HeapDecides: [
    {
      container: 'connect',
      maximumHeapMiB: 2048,
      permittedHeapMiB: 819,
      size: size(512, 1024),
      savesUsdPerMonth: 24.4,
    },
    'The heap of connect decides: with a maximum of 819 MiB instead of 2048, 512 CPU / 1024 MiB would do and save 24.40 USD a month.',
  ],
  ContainersEstimated: [
    { containers: ['connect', 'instantclient'] },
    'Enhanced Container Insights on the cluster would measure connect, instantclient, of which there are no metrics (billed for each series).',
  ],
  AdviceOnly: [{}, 'This is advice: the data is not good enough to apply it.'],
  SecondOpinionMissing: [
    { resource: 'memory', because: 'NotEnrolled', detail: 'This account is not enrolled in Compute Optimizer.' },
    'Memory is not decreased: the policy requires a second opinion, and there is none. This account is not enrolled in Compute Optimizer.',
  ],
  SecondOpinionLarger: [
    { resource: 'cpu', amount: 512, size: size(1024, 2048) },
    'CPU is not decreased to 512 CPU units: the policy requires a second opinion, and Compute Optimizer would take 1024 CPU / 2048 MiB.',
  ],
  AlarmWouldRing: [
    {
      alarm: 'cpu high',
      resource: 'cpu',
      thresholdPercent: 75,
      datapoints: 2,
      periods: 2,
      periodSeconds: 60,
      isComputed: false,
      rollsBack: true,
      rang: 0,
      amount: 800,
      smaller: { amount: 512, thresholdPercent: 98 },
    },
    'Alarm cpu high (CPU at 75 %, 2 of 2 periods of 60 s) would ring below 800 CPU units on what was seen. It rolls deployments back, so they are kept; a threshold of 98 % would permit 512 CPU units.',
  ],
  AlarmMayRing: [
    { alarm: 'cpu high', resource: 'cpu', amount: 1024, hours: 1.1 },
    'Alarm cpu high would ring in about 1.1 hours of a month with 1024 CPU units, on what was seen. It rolls no deployment back.',
  ],
  AlarmsUnknown: [
    { detail: 'AccessDenied' },
    'The alarms of the service could not be read (AccessDenied): a smaller size may make one ring.',
  ],
  ScalingAdvice: [
    {
      policy: 'cpu55',
      resourceId: 'service/blue/api',
      today: {
        settings: { size: { cpuUnits: 1024, memoryMiB: 2048 }, targetPercent: 55, minimum: 2, maximum: 20 },
        tasks: 4.1,
        hoursShort: 5.3,
        usdPerMonth: 136,
      },
      better: {
        settings: { size: { cpuUnits: 1024, memoryMiB: 2048 }, targetPercent: 65, minimum: 3, maximum: 20 },
        tasks: 3.6,
        hoursShort: 2.3,
        usdPerMonth: 120,
      },
      cheaperPercent: 12,
      weeks: 4,
    },
    'Scaling advice for cpu55: minimum 2 → 3, target 55 → 65 %: 12 % cheaper, 3 hours less short a month (136.00 USD for 4.1 tasks becomes 120.00 USD for 3.6 tasks on average, by 4 weeks of demand). It is advice: nothing of it is written. To set it: aws application-autoscaling register-scalable-target --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id service/blue/api --min-capacity 3 --max-capacity 20 (MinCapacity: 3, MaxCapacity: 20); TargetValue: 65 in cpu55.',
  ],
  ScalingSizeOnly: [
    { policies: ['requests', 'steps'], cpuUnits: 512, peak: 300 },
    'The service is scaled by something else than CPU (requests, steps), so that nobody can tell from it how many tasks another size or target would run: there is no advice on scaling. The hottest task used 300 CPU units, which 512 hold.',
  ],
  TaskCountsDiffer: [
    { ratio: 3 },
    'The samples of CPU would be 3 times the tasks that Container Insights counted: its count is used.',
  ],
  UnevenTasks: [
    { tasks: 4, ratio: 2.1, average: 571, maximum: 1200 },
    'The hottest of 4 tasks used at least 2.1 times the mean CPU in three quarters of the busy points (usually 1200 against 571 units), three times what the others did or more: a larger size does not spread load.',
  ],
  OverHundredPercent: [{ resource: 'memory', points: 2 }, 'Memory exceeded 100 % of the task size in 2 points.'],
  Utilization: [
    utilization,
    'CPU peaked at 301 CPU units, 99.5 % of 8064 points (the highest was 411). With 20 % headroom 241 CPU units are needed.',
  ],
  ContainerNeed: [
    { container: 'connect', resource: 'memory', needed: 3625, source: 'ContainerInsights' },
    'Container connect needs 3625 MiB, by its own metrics.',
  ],
  ExpectedShortage: [
    {
      needed: size(360, 900),
      cheaper: size(512, 1024),
      size: size(1024, 2048),
      there: { cpuHours: 3.327, memoryKills: 0.25 },
      here: { cpuHours: 1.806, memoryKills: 0.1 },
      cpuUsdPerHour: 15,
      memoryUsdPerKill: 300,
      stepUsdPerMonth: 18.02,
    },
    '512 CPU / 1024 MiB would hold 360 CPU / 900 MiB, but 3.33 hours short of CPU and 0.25 memory kills are expected there in a month, 1.81 hours short of CPU and 0.10 memory kills here. At 15 USD an hour and 300 USD a kill (counted 1.5 times: kills are hard to foresee) that is worth the 18.02 USD a month that 1024 CPU / 2048 MiB costs more.',
  ],
  KeepsSize: [{ resource: 'memory', amount: 6144 }, 'Memory keeps at least its 6144 MiB.'],
  NeverShrink: [{ resource: 'cpu', amount: 1024 }, 'The configuration never decreases CPU below its 1024 CPU units.'],
  MinimumTaskSize: [{ resource: 'memory', amount: 2048 }, 'The configured minimum is 2048 MiB.'],
  MaximumTaskSize: [
    { resource: 'cpu', amount: 512, needed: 1125 },
    '1125 CPU units are needed, and the configured maximum allows 512.',
  ],
  MaximumBelowFloor: [
    { resource: 'memory', amount: 2048, needed: 4096 },
    'The configured maximum of 2048 MiB is below the 4096 that must be there: nothing was changed.',
  ],
  ContainerMinimumMemory: [
    { container: 'connect', amount: 2560 },
    'Container connect has a configured minimum of 2560 MiB.',
  ],
  HeapFloor: [
    { container: 'connect', maximumHeapMiB: 2048, source: 'environment KAFKA_HEAP_OPTS', amount: 2560 },
    'Container connect may grow its heap to 2048 MiB (environment KAFKA_HEAP_OPTS), which takes at least 2560 MiB.',
  ],
  NeverAbovePolicy: [
    { resource: 'cpu', policy: 'production', amount: 512, needed: 1125 },
    '1125 CPU units are wanted, but production has only 512: utilization takes this stage no higher.',
  ],
  NoPairHolds: [
    { needed: size(300, 9000), size: size(1024, 8192) },
    'No permitted task size holds 300 CPU / 9000 MiB; 1024 CPU / 8192 MiB comes closest.',
  ],
  NoPairHoldsFloor: [
    { needed: size(300, 9000) },
    'No permitted task size holds the 300 CPU / 9000 MiB that must be there: nothing was changed.',
  ],
  ContainersDoNotFit: [
    { size: size(1024, 4096), problem: 'the containers sum to 6096 MiB, the task has 4096' },
    'The containers do not fit into 1024 CPU / 4096 MiB (the containers sum to 6096 MiB, the task has 4096): nothing was changed.',
  ],
  CheapestPair: [
    { size: size(1024, 4096), needed: size(875, 3750) },
    '1024 CPU / 4096 MiB is the cheapest task size that holds 875 CPU / 3750 MiB.',
  ],
  FreeMemory: [
    { memoryMiB: 346, containers: ['connect', 'web'] },
    '346 MiB come with this task size beyond the need; they go to connect, web.',
  ],
  ContainerNotDeployed: [
    { container: 'proxy' },
    'Container proxy is configured and not deployed yet; "rightsizer seed" gives it its first sizes.',
  ],
  RunningMisfit: [
    { problem: 'the containers sum to 6144 MiB, the task has 4096' },
    'The sizes that run now cannot be stored, so nobody can go back to them: the containers sum to 6144 MiB, the task has 4096.',
  ],
  Pinned: [
    { until: '2026-12-21T06:00:00Z', by: 'ana', why: 'load test' },
    'Pinned by ana until 2026-12-21 06:00 UTC: load test',
  ],
  PinUnusable: [
    { until: '2026-12-21T06:00:00Z' },
    'A pin (until 2026-12-21 06:00 UTC) cannot be used: what is live stays. Pin again, or take the pin away.',
  ],
  PinBelowFloor: [
    { resource: 'memory', amount: 2048, needed: 2560 },
    'The pin gives 2048 MiB, and 2560 MiB are needed: the pin wins, and somebody should look.',
  ],
  PinAboveMaximum: [
    { resource: 'cpu', amount: 1024, needed: 2048 },
    'The pin asks for 2048 CPU units, and the configured maximum is 1024: nothing was changed.',
  ],
  Frozen: [
    { window: '2026-12-20 to 2027-01-06', since: '2026-12-20' },
    'Frozen 2026-12-20 to 2027-01-06 (rightsizer.yml), on hold since 2026-12-20: only configured minimums, memory kills and a return to the last good size pass.',
  ],
  Breach: [
    {
      at: '2026-11-23T06:00:00Z',
      until: '2026-12-21T06:00:00Z',
      what: 'CPU stood at its limit in 12 % of the points',
      size: size(2048, 6144),
    },
    'The last change went wrong (CPU stood at its limit in 12 % of the points, seen 2026-11-23 06:00 UTC): 2048 CPU / 6144 MiB is the minimum until 2026-12-21, and after that while as much is needed as then.',
  ],
  RolledBack: [
    { at: '2026-11-22T09:30:00Z', size: size(1024, 4096), restored: size(2048, 6144) },
    'ECS rolled the deployment of 1024 CPU / 4096 MiB back (2026-11-22 09:30 UTC): it is not tried again until other images are deployed or four weeks have passed, and 2048 CPU / 6144 MiB stays.',
  ],
  GrowthRolledBack: [
    { resource: 'memory', amount: 4096, needed: 5120 },
    '5120 MiB are needed, and a deployment with more than 4096 was rolled back.',
  ],
  WaitsForAgreement: [
    { resource: 'cpu', days: 2, agreementDays: 5, since: '2026-11-22' },
    'CPU decrease on hold, day 2 of 5 (since 2026-11-22).',
  ],
  Cooldown: [
    { since: '2026-11-20T06:00:00Z', until: '2026-11-27T06:00:00Z', cooldownDays: 7 },
    'Decrease on hold until 2026-11-27 06:00 UTC: 7 days must pass after the change of 2026-11-20 06:00 UTC.',
  ],
  WaitsForPoints: [
    { since: '2026-11-20T06:00:00Z' },
    'Decrease on hold: there is no full day of data yet at the size that runs since 2026-11-20 06:00 UTC.',
  ],
  DeploymentUnfinished: [
    { since: '2026-11-20T06:00:00Z' },
    'The deployment of 2026-11-20 06:00 UTC has not ended in a day: see the events of the service in ECS.',
  ],
  WaitsForDeployment: [
    { since: '2026-11-20T06:00:00Z' },
    'Decrease on hold until the next deployment: the sizes of 2026-11-20 06:00 UTC are not deployed yet.',
  ],
  LimitsKept: [
    { size: size(1024, 5120), target: size(1024, 4096), since: '2026-11-22' },
    'Limits of containers fall by no more than the headroom while their task does not: 1024 CPU / 5120 MiB holds them, 1024 CPU / 4096 MiB is the aim since 2026-11-22.',
  ],
  OneCpuRow: [
    { size: size(1024, 4096), target: size(512, 3072), since: '2026-11-20' },
    'One CPU row at a time: 1024 CPU / 4096 MiB first, 512 CPU / 3072 MiB is the aim since 2026-11-20.',
  ],
  SavingTooSmall: [
    {
      savesUsdPerMonth: 1.5,
      savesPercent: 4.1,
      minimumSavingUsdPerMonth: 5,
      minimumSavingPercent: 10,
      since: '2026-11-20',
    },
    'Decrease on hold since 2026-11-20: it would save 1.50 USD a month (4.1 %), and a deployment must save 5.00 USD and 10 %.',
  ],
  ShrinkCap: [
    { maximumShrinksPerRun: 5, since: '2026-11-20' },
    'Decrease on hold since 2026-11-20: at most 5 services get smaller in one run (maximumShrinksPerRun).',
  ],
  GrowthBudget: [
    { size: size(2048, 4096), approved: size(256, 512), percent: 800, maximumGrowthPercent: 300 },
    'Utilization asks for 2048 CPU / 4096 MiB, which costs 800 % of 256 CPU / 512 MiB, the size that people last approved; up to 300 % (maximumGrowthPercent) it grows by itself. Approve it, or pin a size.',
  ],
  ReversalsHold: [
    { resource: 'cpu', amount: 2048, since: '2026-11-20', until: '2027-11-20' },
    'CPU stays at 2048 CPU units until 2027-11-20: it went down and up again, and 2026-11-20 it was to go down once more. Pin or approve another size to end this.',
  ],
  IncreaseCap: [
    { usdPerMonth: 36.04, maximumIncreaseUsdPerRun: 20 },
    'Growth by 36.04 USD a month waits: one run may add 20.00 (maximumIncreaseUsdPerRun). Approve it to have it now.',
  ],
  Rejected: [
    { at: '2026-11-20T06:00:00Z', until: '2026-12-18T06:00:00Z', by: 'ana', why: 'sale on Friday' },
    'Rejected by ana on 2026-11-20 (sale on Friday): not proposed again before 2026-12-18, unless another size is found.',
  ],
  Drifted: [
    { since: '2026-11-20T06:00:00Z', size: size(1024, 4096) },
    'ECS runs 1024 CPU / 4096 MiB, deployed 2026-11-20 06:00 UTC, which is not what is live: somebody changed it by hand, or the deployment does not read the document.',
  ],
};

describe('CPU at its limit', () => {
  it('says for how long it stood there', () => {
    const reason: Reason = {
      code: 'CensoredCpu',
      points: 100,
      sharePercent: 1.24,
      censoredAt: 512,
      pinnedHours: 7.5,
      amount: 2048,
    };
    expect(explain(reason)).toBe(
      'CPU stood at its limit of 512 units in 100 points (1.24 %), and for 7.5 hours of the last day without a break: the demand is at least that, so CPU gets at least 2048.',
    );
  });
});

describe('a heap that is a guess', () => {
  it('is called one', () => {
    const reason: Reason = {
      code: 'HeapFloor',
      container: 'connect',
      maximumHeapMiB: 2048,
      source: 'default of the image',
      isGuess: true,
      amount: 2560,
    };
    expect(explain(reason)).toBe(
      'Container connect is taken to grow its heap to 2048 MiB, a guess from the default of the image, and keeps at least 2560 MiB. Say in its definition or in rightsizer.yml what the heap is.',
    );
  });
});

describe('explain', () => {
  it.each(Object.entries(SENTENCES))('says %s in a sentence', (code, [fields, sentence]) => {
    const reason = { code, ...fields } as Reason;
    expect(explain(reason)).toBe(sentence);
    expect(explain(reason)).not.toMatch(/undefined|NaN|null|\[object/);
    // The last word of a pin is its person's.
    if (reason.code !== 'Pinned') expect(explain(reason)).toMatch(/^[A-Z0-9].*\.$/);
  });

  it('says only what there is to say of a peak that is the highest', () => {
    const reason = { ...utilization, peakStatistic: 'max', peak: 300, highest: 300 } as const;
    expect(explain(reason)).toBe(
      'CPU peaked at 300 CPU units, the highest of 8064 points. With 20 % headroom 241 CPU units are needed.',
    );
  });

  it('says only what there is to say of a history, of starts and of a scaling policy', () => {
    expect(explain({ code: 'SizeHistory', source: 'CurrentSize', resizes: 0, leftOutPoints: 0 })).toBe(
      'The sizes of the past are not known; all points are read as percent of the current size.',
    );
    expect(explain({ code: 'SizeHistory', source: 'ContainerInsights', resizes: 0, leftOutPoints: 2 })).toBe(
      'The sizes of the past are read from Container Insights, for want of deployments; 2 points in which two revisions ran or the size is unknown were left out.',
    );
    expect(explain({ code: 'SizeHistory', source: 'Deployments', resizes: 1, leftOutPoints: 0 })).toBe(
      'The sizes of the past are known from the deployments; 1 resize in the window.',
    );
    expect(explain({ code: 'Starts', starts: 1, peakPercent: 40.4, bootMinutes: 0 })).toBe(
      '1 task start is kept out of the steady use; CPU reached 40 % in them.',
    );
    expect(explain({ code: 'TargetTracking', resource: 'memory', policy: 'requests' })).toMatch(
      /^Memory is held by the scaling policy requests: /,
    );
  });

  it('says nothing of how often a kill counts where a larger size spares hours alone', () => {
    const fields = { ...SENTENCES.ExpectedShortage[0], there: { cpuHours: 3.327, memoryKills: 0.1 } };
    const reason = { code: 'ExpectedShortage', ...fields } as const;
    expect(explain(reason)).toMatch(/ here\. At 15 USD an hour and 300 USD a kill that is worth the 18\.02 USD /);
  });

  it('says where the need of a container without metrics comes from', () => {
    const reason = { code: 'ContainerNeed', ...SENTENCES.ContainerNeed[0], source: 'DeclaredShare' } as const;
    expect(explain(reason)).toBe(
      'Container connect needs 3625 MiB, its declared share of the task; it has no metrics of its own.',
    );
  });
});

describe('sizeText', () => {
  it('is how people write a size', () => {
    expect(sizeText(size(1024, 2048))).toBe('1024 CPU / 2048 MiB');
  });
});

describe('a time', () => {
  it.each([
    ['2026-11-23T06:07:59.999Z', '2026-11-23 06:07 UTC'],
    ['2026-11-23T06:07:00+02:00', '2026-11-23 04:07 UTC'],
    ['2026-11-23', '2026-11-23 00:00 UTC'],
    ['somebody takes it away', 'somebody takes it away'],
  ])('%s is %s', (text, expected) => {
    expect(minuteText(text)).toBe(expected);
  });

  it('ends a pin, whatever it is', () => {
    const pin = { until: 'somebody takes it away', by: 'somebody', why: 'it cannot be read' };
    expect(pinText(pin)).toBe('Pinned by somebody until somebody takes it away: it cannot be read');
  });
});

it('says a saving without a price in percent alone', () => {
  const { savesUsdPerMonth: _, ...unpriced } = SENTENCES.SavingTooSmall[0];
  expect(explain({ code: 'SavingTooSmall', ...unpriced })).toBe(
    'Decrease on hold since 2026-11-20: it would save 4.1 %, and a deployment must save 10 %.',
  );
});

describe('the chapter of a reason', () => {
  it('is that of the choice where an earlier run left its sentence alone', () => {
    expect([chapterOf('NoData'), chapterOf('Recorded')]).toEqual([chapterOf('KeepsSize'), 'Choice']);
  });
});
