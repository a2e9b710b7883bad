import type { ScenarioSchedule } from '../scenario.ts';
import { AwsError, validationException } from '../wire/aws-error.ts';
import { optionalText, requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { CREATED_AT_SECONDS, schedulesHere } from './schedules-here.ts';

/** EventBridge Scheduler GetSchedule: one schedule of a group, of the group `default` where none is named. */
export function getSchedule(
  schedules: readonly ScenarioSchedule[],
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const name = checked('name', requiredText(input, 'Name'));
  const group = checked('groupName', optionalText(input, 'GroupName') ?? 'default');
  const found = schedulesHere(schedules, context).find((each) => each.name === name && each.group === group);
  if (found === undefined)
    throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, { status: 404 });
  return {
    Arn: found.arn,
    Name: found.name,
    GroupName: found.group,
    State: found.state,
    ScheduleExpression: found.expression,
    ScheduleExpressionTimezone: found.timeZone,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: found.targetArn, RoleArn: `arn:aws:iam::${found.account}:role/schedule`, Input: '{}' },
    CreationDate: CREATED_AT_SECONDS,
    LastModificationDate: CREATED_AT_SECONDS,
  };
}

/** 1 to 64 of these characters: EventBridge Scheduler API reference, GetSchedule, 2026-11. */
function checked(field: string, name: string): string {
  if (/^[0-9A-Za-z_.-]{1,64}$/.test(name)) return name;
  throw validationException(
    `1 validation error detected: Value '${name}' at '${field}' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+`,
  );
}
