import type { Configuration, Notifications } from '../core/configuration/configuration.ts';
import { WEEKDAYS } from '../core/configuration/target-settings.ts';
import { dayOf } from '../core/model/time.ts';
import type { Ports } from '../core/ports.ts';
import { stateAnnounced } from '../core/publication/next-state.ts';
import { messageFor } from '../core/report/message.ts';
import { isChange, type Report } from '../core/report/report.ts';
import type { TargetResult } from './report-target.ts';
import { storeState } from './store-state.ts';
import type { Survey } from './survey.ts';

/** Sends a run's message, if it has one to send. @throws {PortError} When the topic does not take it. */
export async function announce(report: Report, { notifier }: Pick<Ports, 'notifier'>): Promise<void> {
  const message = messageFor(report);
  if (message !== undefined) await notifier.publish(message);
}

/** Stores that what a target's state speaks about was announced. */
export async function storeAnnounced(result: TargetResult, surveyed: Survey, { log }: Ports): Promise<void> {
  const { target, report, state, storedState } = result;
  const account = surveyed.get(target.id)?.account;
  if (state === undefined || account === undefined) return;
  const { publication } = report;
  const announced = isChange(publication)
    ? stateAnnounced(state, publication.kind === 'proposed' ? 'proposed' : 'live')
    : state;
  await storeState({ target, account, stored: storedState, isOurs: isChange(publication) }, announced, log);
}

/** Whether a time, as ISO text, is on the day of the weekly digest. */
export function isDigestDay(
  { notifications: { weeklyDigest } }: { readonly notifications: Pick<Notifications, 'weeklyDigest'> },
  time: string,
): boolean {
  return weeklyDigest !== undefined && WEEKDAYS[new Date(time).getUTCDay()] === weeklyDigest;
}

/**
 * Whether a run sends the weekly digest: on the configured day, and only once on it.
 *
 * @param time - ISO time of the run.
 */
export function isDigestDue(
  configuration: Pick<Configuration, 'notifications'>,
  time: string,
  results: readonly TargetResult[],
): boolean {
  if (!isDigestDay(configuration, time)) return false;
  const known = results.flatMap(({ state }) => state ?? []);
  return known.length === 0 || known.some(({ digestOn }) => digestOn !== dayOf(Date.parse(time)));
}

/** A result whose state remembers that the digest was sent. */
export function withDigest(result: TargetResult, time: string): TargetResult {
  const { state } = result;
  return state === undefined ? result : { ...result, state: { ...state, digestOn: dayOf(Date.parse(time)) } };
}
