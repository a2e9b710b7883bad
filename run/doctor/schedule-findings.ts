import {
  type InstallationNames,
  installationNames,
  type Schedule,
  type ScheduleReader,
} from '../../core/installation.ts';
import { type Attempt, attempt, notSeen } from './attempt.ts';
import { about, type Finding } from './finding.ts';

/** How the schedules of every installation begin. */
const PREFIX = installationNames('').scheduleGroup;

/** Whether runs begin by themselves: the schedule of an installation, as it was found. */
export async function scheduleFindings(
  schedules: ScheduleReader,
  names: InstallationNames,
  found: Attempt<Schedule | undefined>,
): Promise<readonly Finding[]> {
  if (found.kind === 'failed') return [notSeen('schedule', names.schedule, found.message)];
  if (found.value !== undefined) return [stateFinding(names, found.value), ...targetFindings(names, found.value)];
  const { warning } = about('schedule', names.schedule);
  return [warning('There is no such schedule here: nothing runs by itself.', await missingAdvice(schedules))];
}

async function missingAdvice(schedules: ScheduleReader): Promise<string> {
  const others = await attempt(() => schedules.namesWithPrefix(PREFIX));
  const stages = others.kind === 'answered' ? others.value.flatMap(stageOf) : [];
  const deploy = 'Deploy the recommender (npx osls deploy), or look in its region with --region.';
  return stages.length === 0 ? deploy : `${deploy} Installed here: --installation ${stages.join(' or ')}.`;
}

/** The installation whose schedule this is. @example stageOf('rightsizer-val-recommend') // ['val'] */
function stageOf(schedule: string): readonly string[] {
  const stage = /^rightsizer-(.+)-recommend$/.exec(schedule)?.[1];
  return stage === undefined ? [] : [stage];
}

function stateFinding({ schedule: name }: InstallationNames, schedule: Schedule): Finding {
  const { ok, warning } = about('schedule', name);
  const when = `${schedule.expression}, ${schedule.timeZone}`;
  if (schedule.isEnabled) return ok(`Enabled: ${when}.`);
  const advice = 'Deploy with --param scheduleState=ENABLED, unless another installation runs in its place.';
  return warning(`Disabled: nothing runs by itself (${when}).`, advice);
}

function targetFindings({ schedule: name, functionName }: InstallationNames, { targetArn }: Schedule) {
  // An ARN may go on with a version or an alias.
  if (targetArn.split(':')[6] === functionName) return [];
  const { warning } = about('schedule', name);
  return [warning(`It starts ${targetArn}, not ${functionName}.`, 'Deploy the recommender again.')];
}
