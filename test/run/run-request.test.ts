import { describe, expect, it } from 'vitest';
import { isWhole, parseRunRequest, RunRequestError } from '../../run/run-request.ts';

const NOW = Date.parse('2026-11-23T09:30:00Z');
const TIME = '2026-11-23T06:00:00Z';
const at = { time: Date.parse(TIME), dryRun: false };
const bridge = { 'detail-type': 'Scheduled Event', time: TIME, id: '1', account: '123456789012', resources: [] };

describe('an event that starts a run', () => {
  it.each<[string, unknown, unknown]>([
    ['the schedule’s own input', { scheduledTime: TIME }, at],
    ['the schedule’s input with an offset', { scheduledTime: '2026-11-23T07:00:00+01:00' }, at],
    ['Scheduler’s default event, detail a string', { ...bridge, source: 'aws.scheduler', detail: '{}' }, at],
    ['an EventBridge rule’s event, detail an object', { ...bridge, source: 'aws.events', detail: {} }, at],
    ['nothing in particular', {}, { time: NOW, dryRun: false }],
    ['a person’s dry run', { dryRun: true }, { time: NOW, dryRun: true }],
    [
      'a person’s selection',
      { services: ['a'], stages: ['b', 'c'] },
      { time: NOW, services: ['a'], stages: ['b', 'c'], dryRun: false },
    ],
    [
      'a person’s selection at a time',
      { stages: ['b'], dryRun: true, scheduledTime: TIME },
      { time: at.time, stages: ['b'], dryRun: true },
    ],
  ])('is %s', (_, event, expected) => {
    expect(parseRunRequest(event, NOW)).toEqual(expected);
  });
});

describe('any other event', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['nothing', undefined],
    ['a text', '{"scheduledTime":"2026-11-23T06:00:00Z"}'],
    ['a number', 5],
    ['a list', []],
    ['an unknown key', { stage: 'production' }],
    ['a misspelt key beside a good one', { stages: ['a'], dryrun: true }],
    ['a schedule that was not filled in', { scheduledTime: '<aws.scheduler.scheduled-time>' }],
    ['a schedule that is a number', { scheduledTime: 1_795_413_600_000 }],
    ['another source', { ...bridge, source: 'aws.ecs', detail: {} }],
    ['another detail type', { ...bridge, source: 'aws.events', 'detail-type': 'ECS Task State Change' }],
    ['no time', { source: 'aws.events', 'detail-type': 'Scheduled Event' }],
    ['an empty selection, which would run nothing or all', { services: [] }],
    ['an empty name', { stages: [''] }],
    ['a name that is none', { stages: [1] }],
    ['a text for a list', { stages: 'production' }],
    ['a dry run that is a text', { dryRun: 'true' }],
  ])('is refused: %s', (_, event) => {
    expect(() => parseRunRequest(event, NOW)).toThrow(RunRequestError);
  });

  it('is quoted, shortened, with what is allowed', () => {
    expect(() => parseRunRequest({ stage: 'x'.repeat(1000) }, NOW)).toThrow(
      new RunRequestError(
        `The event {"stage":"${'x'.repeat(190)}… starts no run; allowed is {"scheduledTime":"…"} from the schedule, a Scheduled Event of EventBridge, or {"services":[…],"stages":[…],"dryRun":true} from a person.`,
      ),
    );
    expect(() => parseRunRequest(undefined, NOW)).toThrow('The event undefined starts no run');
  });
});

describe('a whole run', () => {
  const request = { time: NOW, dryRun: false };

  it.each([
    [request, true],
    [{ ...request, dryRun: true }, false],
    [{ ...request, services: ['a'] }, false],
    [{ ...request, stages: ['a'] }, false],
  ])('is one of all targets that writes: %j %s', (asked, expected) => expect(isWhole(asked)).toBe(expected));
});
