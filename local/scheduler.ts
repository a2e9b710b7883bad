import type { ScenarioSchedule } from './scenario.ts';
import { AwsError, validationException } from './wire/aws-error.ts';
import { optionalText, requiredText } from './wire/input-fields.ts';
import type { JsonObject, OperationOn } from './wire/operation.ts';
import { paged } from './wire/page.ts';
import { defaultAccount, defaultRegion, type Place } from './wire/place.ts';

/** The most on a page, when nothing is said: EventBridge Scheduler API reference, ListSchedules, 2026-11. */
const pageSize = 100;

/** EventBridge Scheduler GetSchedule: one schedule of a group. */
export const getSchedule: OperationOn<readonly ScenarioSchedule[]> = (schedules, input, context) => {
  const name = checked('name', requiredText(input, 'Name'));
  const group = checked('groupName', optionalText(input, 'GroupName') ?? 'default');
  const found = schedulesHere(schedules, context).find((each) => each.name === name && each.group === group);
  if (found === undefined)
    throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, { status: 404 });
  return {
    ...briefly(found),
    ScheduleExpression: found.expression,
    ScheduleExpressionTimezone: found.timeZone,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: found.targetArn, RoleArn: `arn:aws:iam::${found.account}:role/schedule`, Input: '{}' },
  };
};

/** EventBridge Scheduler ListSchedules: those of all groups, by name. */
export const listSchedules: OperationOn<readonly ScenarioSchedule[]> = (schedules, input, context) => {
  const prefix = optionalText(input, 'NamePrefix') ?? '';
  const found = schedulesHere(schedules, context).filter(({ name }) => name.startsWith(prefix));
  const all = found.map((each) => ({ ...briefly(each), Target: { Arn: each.targetArn } }));
  return paged(all, input, { items: 'Schedules', size: pageSize });
};

/** 1 to 64 of these characters: EventBridge Scheduler API reference, GetSchedule, 2026-11. */
function checked(field: string, name: string): string {
  if (/^[0-9A-Za-z_.-]{1,64}$/.test(name)) return name;
  throw validationException(
    `1 validation error detected: Value '${name}' at '${field}' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+`,
  );
}

/** A schedule with its defaults filled in. */
interface PlacedSchedule extends Required<ScenarioSchedule> {
  readonly arn: string;
  readonly targetArn: string;
}

/** The schedules of an account and region, by name. */
function schedulesHere(schedules: readonly ScenarioSchedule[], place: Place): readonly PlacedSchedule[] {
  return schedules
    .map(placed)
    .filter(({ account, region }) => account === place.account && region === place.region)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function placed(schedule: ScenarioSchedule): PlacedSchedule {
  const { name, group = 'default', account = defaultAccount, region = defaultRegion, functionName } = schedule;
  return {
    timeZone: 'UTC',
    state: 'ENABLED',
    ...schedule,
    group,
    account,
    region,
    arn: `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`,
    targetArn: `arn:aws:lambda:${region}:${account}:function:${functionName}`,
  };
}

function briefly({ arn, name, group, state }: PlacedSchedule): JsonObject {
  return { Arn: arn, Name: name, GroupName: group, State: state };
}
