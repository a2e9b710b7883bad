import type { ScenarioSchedule } from '../scenario.ts';
import { defaultAccount, defaultRegion, type Place } from '../wire/place.ts';

/** A schedule with its defaults filled in. */
export interface PlacedSchedule extends Required<ScenarioSchedule> {
  readonly arn: string;
  readonly targetArn: string;
}

/** The schedules of an account and region, by name. */
export function schedulesHere(schedules: readonly ScenarioSchedule[], place: Place): readonly PlacedSchedule[] {
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

/** Seconds since 1970, as REST JSON writes times; what is in a scenario was made before anything happens. */
export const CREATED_AT_SECONDS = Date.parse('2026-01-01T00:00:00Z') / 1000;
