import { describe, expect, it } from 'vitest';
import { installationNames, type Schedule, type ScheduleReader } from '../../../core/installation.ts';
import { PortError } from '../../../core/ports.ts';
import { attempt } from '../../../run/doctor/finding.ts';
import { scheduleFindings } from '../../../run/doctor/installation-findings.ts';

const NAMES = installationNames('production');
const NAME = 'rightsizer-production-recommend';

function schedule(overrides: Partial<Schedule> = {}): Schedule {
  return {
    arn: `arn:aws:scheduler:us-east-1:123456789012:schedule/rightsizer-production/${NAME}`,
    isEnabled: true,
    expression: 'cron(0 6 * * ? *)',
    timeZone: 'Etc/UTC',
    targetArn: `arn:aws:lambda:us-east-1:123456789012:function:${NAME}`,
    ...overrides,
  };
}

/** What is said where a schedule is found, or none and these others; `denied` where they may not be listed. */
async function findings(found: Schedule | undefined, others: readonly string[] | 'denied' = []) {
  const schedules: ScheduleReader = {
    find: async () => found,
    namesWithPrefix: async (prefix) => {
      if (others === 'denied')
        throw new PortError('Scheduler ListSchedules of rightsizer-*: AccessDeniedException: no');
      return others.filter((name) => name.startsWith(prefix));
    },
  };
  return scheduleFindings(schedules, NAMES, await attempt(() => schedules.find('', '')));
}

describe('the schedule', () => {
  it('that is enabled is told with its time', async () => {
    expect(await findings(schedule())).toEqual([
      { kind: 'ok', check: 'schedule', subject: NAME, text: 'Enabled: cron(0 6 * * ? *), Etc/UTC.' },
    ]);
  });

  it('that is disabled is a warning, with how to enable it', async () => {
    const [finding] = await findings(schedule({ isEnabled: false }));
    expect(finding).toMatchObject({
      kind: 'warning',
      text: 'Disabled: nothing runs by itself (cron(0 6 * * ? *), Etc/UTC).',
      advice: expect.stringContaining('--param scheduleState=ENABLED'),
    });
  });

  it('that starts something else is a warning', async () => {
    const targetArn = 'arn:aws:lambda:us-east-1:123456789012:function:other';
    expect(await findings(schedule({ targetArn }))).toMatchObject([
      { kind: 'ok' },
      { kind: 'warning', text: `It starts ${targetArn}, not ${NAME}.` },
    ]);
  });

  it('may start an alias of the function', async () => {
    expect(await findings(schedule({ targetArn: `${schedule().targetArn}:live` }))).toHaveLength(1);
  });

  it('that is not there is a warning, which names the installations that are', async () => {
    const others = ['rightsizer-qa-recommend', 'rightsizer-qa-memory-kill-heartbeat', 'x', 'rightsizer-val-recommend'];
    expect(await findings(undefined, others)).toMatchObject([
      {
        kind: 'warning',
        text: 'There is no such schedule here: nothing runs by itself.',
        advice: expect.stringMatching(/^Deploy the recommender .* Installed here: --installation qa or val\.$/),
      },
    ]);
  });

  it.each([[[]], ['denied']] as const)('that is not there is a warning also where others are %j', async (others) => {
    const [finding] = await findings(undefined, others);
    expect(finding?.advice).toBe('Deploy the recommender (npx osls deploy), or look in its region with --region.');
  });

  it.each([
    ['Scheduler GetSchedule of a/b: AccessDeniedException: no', 'Allow scheduler:GetSchedule to yourself'],
    ['Scheduler GetSchedule of a/b: TimeoutError: late', undefined],
  ])('that cannot be asked about is not checked: %s', async (message, advice) => {
    const schedules: ScheduleReader = { find: () => Promise.reject(), namesWithPrefix: () => Promise.reject() };
    const [finding] = await scheduleFindings(schedules, NAMES, { kind: 'failed', message });
    expect(finding).toMatchObject({ kind: 'notChecked', text: expect.stringContaining(message) });
    expect(finding?.advice?.startsWith(advice ?? '')).toBe(advice === undefined ? undefined : true);
  });
});
