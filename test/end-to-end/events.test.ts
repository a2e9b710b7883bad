import { describe, expect, test } from 'vitest';
import {
  bundle,
  configuration,
  configured,
  countOf,
  documentAt,
  FIRST,
  RESIZED,
  RUNNING,
  reportOf,
  roomy,
  runBundle,
  SECOND,
  startAws,
  THIRD,
  warmLambda,
  writesOf,
} from './world.ts';

const services = [roomy('api-master'), roomy('api-production')];
const stage = { policy: 'quick', mode: 'apply' };
const yml = configuration({
  api: configured('api-{stage}', { stages: { master: stage, production: stage } }),
  jobs: configured('jobs'),
});

/** Epoch seconds of ten minutes before a schedule: where its window ends. */
function windowEnd(schedule: string): number {
  return Date.parse(schedule) / 1000 - 600;
}

describe('what may start a run', () => {
  test("the scheduler's Input, the scheduler's default event and a rule's event run at the time that they name", async () => {
    const aws = await startAws({ services: [roomy('api-production')] });
    const run = await warmLambda(aws, yml);
    const scheduled = { id: 'a', 'detail-type': 'Scheduled Event', account: '123456789012', region: 'us-east-1' };
    const input = await run({ event: { scheduledTime: FIRST } });
    const byDefault = { ...scheduled, source: 'aws.scheduler', time: SECOND, resources: [], detail: '{}' };
    const scheduler = await run({ at: SECOND, event: byDefault });
    const ofRule = { ...scheduled, source: 'aws.events', time: THIRD, resources: [], version: '0', detail: {} };
    const rule = await run({ at: THIRD, event: ofRule });

    for (const [{ outcome, calls, report }, time] of [
      [input, FIRST],
      [scheduler, SECOND],
      [rule, THIRD],
    ] as const) {
      expect(outcome.kind).toBe('returned');
      expect(report.time).toBe(new Date(time).toISOString());
      const questions = calls.filter(({ operation }) => operation === 'cloudwatch.GetMetricData');
      // Utilization over the window of two days, memory kills over four weeks, whole hours of memory before the window,
      // those around the same weekday of last year, and the recorder of kills.
      const before = Math.ceil((windowEnd(time) - 2 * 86_400) / 3600) * 3600;
      const lastYear = Math.ceil((windowEnd(time) - 364 * 86_400) / 3600) * 3600 + 35 * 86_400;
      expect(questions.map(({ input: { EndTime } }) => EndTime)).toEqual([
        windowEnd(time),
        windowEnd(time),
        before,
        lastYear,
        windowEnd(time),
      ]);
    }
    expect(documentAt(aws, 'api/production')).toEqual({ version: 2, sizes: RESIZED });
    expect(writesOf(rule.calls)).toEqual([]);
  });

  test("a person's event runs the services and stages that it names, and a dry run writes and sends nothing", async () => {
    const aws = await startAws({ services });
    const run = await warmLambda(aws, yml);
    const event = { services: ['api'], stages: ['production'], dryRun: true, scheduledTime: FIRST };
    const dry = await run({ event });
    expect(dry.outcome.kind).toBe('returned');
    expect(countOf(dry.calls, 'ssm.PutParameter') + countOf(dry.calls, 'sns.Publish')).toBe(0);
    expect(aws.parameters()).toEqual([]);
    expect(dry.report.dryRun).toBe(true);
    expect(dry.report.targets.map(({ id }) => id)).toEqual(['api/production']);
    expect(reportOf(dry, 'api/production').publication).toMatchObject({
      kind: 'planned',
      cause: 'baseline',
      after: RUNNING,
    });

    const real = await run({ event: { ...event, dryRun: false } });
    expect(writesOf(real.calls)).toEqual(['api/production/state', 'api/production', 'api/production/state']);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 1, sizes: RUNNING });
  });

  test("a person's event without a time looks at the last hours by the clock", async () => {
    const aws = await startAws({ services });
    const run = await warmLambda(aws, yml);
    const { outcome, report } = await run({ event: { stages: ['production'], dryRun: true } });
    expect(outcome.kind).toBe('returned');
    expect(Date.now() - Date.parse(report.time)).toBeLessThan(60_000);
  });
});

describe('what starts no run', () => {
  const refused: ReadonlyArray<readonly [what: string, event: unknown, why: RegExp]> = [
    ['null', null, /^The event null starts no run; allowed is /],
    ['a text', 'run', /starts no run/],
    ['a list', [], /starts no run/],
    ['a time that is none', { scheduledTime: 'tomorrow' }, /starts no run/],
    ['a placeholder that nobody filled in', { scheduledTime: '<aws.scheduler.scheduled-time>' }, /starts no run/],
    ['a misspelled key', { service: ['api'] }, /The event \{"service":\["api"\]\} starts no run/],
    ['a word for dryRun', { dryRun: 'yes' }, /starts no run/],
    ['an empty selection', { services: [] }, /starts no run/],
    ['an S3 event', { Records: [{ eventSource: 'aws:s3' }] }, /starts no run/],
    ['an event of another rule', { source: 'aws.ecs', 'detail-type': 'ECS Task State Change', detail: {} }, /no run/],
    ['an unknown service', { services: ['apo'] }, /^No service apo in rightsizer\.yml; there is api, jobs\.$/],
    ['an unknown stage', { stages: ['prod'] }, /^No stage prod in rightsizer\.yml; there is master, production\.$/],
    [
      'a service without the stage',
      { services: ['jobs'], stages: ['master'] },
      /^No service of rightsizer\.yml has one of the selected stages\.$/,
    ],
  ];

  test('is refused with the reason, which fails the invocation, and without any call to AWS', async () => {
    const aws = await startAws({ services });
    const run = await warmLambda(aws, yml);
    for (const [what, event, why] of refused)
      expect((await run({ event })).outcome, what).toEqual({
        kind: 'threw',
        message: expect.stringMatching(new RegExp(why.source.replace('^', '^RunRequestError: '))),
      });
    expect(aws.calls()).toEqual([]);
  });

  test('is an environment without a region either', async () => {
    const aws = await startAws({ services });
    const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...environment } = aws.environment;
    const { outcome } = await runBundle(aws, await bundle(yml), { environment });
    expect(outcome).toEqual({ kind: 'threw', message: expect.stringContaining('AWS_REGION is not set') });
  });
});
