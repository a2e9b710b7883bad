import type { ScenarioSchedule } from '../scenario.ts';
import { validationException } from '../wire/aws-error.ts';
import { optionalText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { pageOf } from '../wire/page.ts';
import { CREATED_AT_SECONDS, type PlacedSchedule, schedulesHere } from './schedules-here.ts';

/** 1 to 100, the most when nothing is said: EventBridge Scheduler API reference, ListSchedules, 2026-11. */
const LARGEST_PAGE = 100;

/** EventBridge Scheduler ListSchedules: those of all groups where none is named, by name. */
export function listSchedules(
  schedules: readonly ScenarioSchedule[],
  input: JsonObject,
  context: CallContext,
): JsonObject {
  const found = schedulesHere(schedules, context).filter((each) => isAskedFor(each, input));
  const page = pageOf(found, optionalText(input, 'NextToken'), pageSize(optionalText(input, 'MaxResults')));
  return {
    Schedules: page.items.map(({ arn, name, group, state, targetArn }) => ({
      Arn: arn,
      Name: name,
      GroupName: group,
      State: state,
      Target: { Arn: targetArn },
      CreationDate: CREATED_AT_SECONDS,
      LastModificationDate: CREATED_AT_SECONDS,
    })),
    ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
  };
}

function isAskedFor({ name, group, state }: PlacedSchedule, input: JsonObject): boolean {
  const { GroupName = group, State = state } = input;
  return group === GroupName && state === State && name.startsWith(optionalText(input, 'NamePrefix') ?? '');
}

function pageSize(text: string | undefined): number {
  const size = Number(text ?? LARGEST_PAGE);
  if (Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE) return size;
  throw validationException(
    `1 validation error detected: Value '${text}' at 'maxResults' failed to satisfy constraint: Member must be between 1 and ${LARGEST_PAGE}`,
  );
}
