import { describe, expect, it } from 'vitest';
import { schedules } from '../../aws/installation.ts';
import { PortError } from '../../core/ports.ts';
import type { ScenarioSchedule } from '../../local/scenario.ts';
import { callsOf, rejection, startWorld } from './world.ts';

function schedule(overrides: Partial<ScenarioSchedule> = {}): ScenarioSchedule {
  const name = 'rightsizer-val-recommend';
  return { name, group: 'rightsizer-val', expression: 'cron(0 6 * * ? *)', functionName: name, ...overrides };
}

describe('the reader of schedules', () => {
  it.each([
    [schedule(), true, 'UTC'],
    [schedule({ state: 'DISABLED', timeZone: 'Europe/Berlin' }), false, 'Europe/Berlin'],
  ])('finds one by group and name: %#', async (there, isEnabled, timeZone) => {
    await startWorld({ schedules: [there] });
    expect(await schedules('us-east-1').find('rightsizer-val', 'rightsizer-val-recommend')).toEqual({
      arn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/rightsizer-val/rightsizer-val-recommend',
      isEnabled,
      expression: 'cron(0 6 * * ? *)',
      timeZone,
      targetArn: 'arn:aws:lambda:us-east-1:123456789012:function:rightsizer-val-recommend',
    });
  });

  it('finds nothing where the name is in another group', async () => {
    await startWorld({ schedules: [schedule()] });
    expect(await schedules('us-east-1').find('default', 'rightsizer-val-recommend')).toBeUndefined();
  });

  it('names all that begin alike, page after page', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `rightsizer-s${index}`).toSorted();
    const aws = await startWorld({ schedules: [...names, 'other'].map((name) => schedule({ name })) });
    expect(await schedules('us-east-1').namesWithPrefix('rightsizer-')).toEqual(names);
    expect(callsOf(aws, 'scheduler.ListSchedules')).toHaveLength(2);
  });

  it('names none where there are none', async () => {
    await startWorld();
    expect(await schedules('us-east-1').namesWithPrefix('rightsizer-')).toEqual([]);
  });

  it('names the call that is refused', async () => {
    const aws = await startWorld({ schedules: [schedule()] });
    aws.addFaults(
      ['scheduler.GetSchedule', 'scheduler.ListSchedules'].map((operation) => ({ operation, fault: 'accessDenied' })),
    );
    const reader = schedules('us-east-1');
    const [one, all] = [await rejection(reader.find('a', 'b')), await rejection(reader.namesWithPrefix('a'))];
    expect(one).toBeInstanceOf(PortError);
    expect(one.message).toMatch(/^Scheduler GetSchedule of a\/b: AccessDeniedException: .*scheduler:GetSchedule/);
    expect(all.message).toMatch(/^Scheduler ListSchedules of a\*: AccessDeniedException: /);
  });

  it('needs a region', async () => {
    await expect(schedules().find('a', 'b')).rejects.toThrow('No AWS region');
  });
});
