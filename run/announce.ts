import type { Configuration, Notifications } from '../core/configuration/configuration.ts';
import { WEEKDAYS } from '../core/configuration/target-settings.ts';
import { dayOf } from '../core/model/time.ts';
import type { Notifier, Ports } from '../core/ports.ts';
import { stateAnnounced } from '../core/publication/next-state.ts';
import { messageFor } from '../core/report/message.ts';
import { reportOfOwner } from '../core/report/owner-savings.ts';
import { isChange, type Report, totalsOf } from '../core/report/report.ts';
import { failureText } from './failure-text.ts';
import type { TargetResult } from './report-target.ts';
import { storeState } from './store-state.ts';
import type { Survey } from './survey.ts';

/** Why owners could not be told, by name. It is plain JSON. */
export type UntoldOwners = Readonly<Record<string, string>>;

export interface Audience {
  readonly notifier: Notifier;
  readonly owners: Configuration['owners'];
}

/**
 * Sends a run's news: all to the topic of all news, and to each owner that of its targets. When catching up owners come
 * first; what one of them could not be told stays open, and untold to all: they would hear it again every day.
 *
 * @returns The owners that could not be told.
 * @throws {PortError} When the topic of all news does not take it.
 */
export async function announce(report: Report, audience: Audience): Promise<UntoldOwners> {
  if (report.kind === 'run') {
    await send(report, audience);
    return tellOwners(report, audience);
  }
  const untold = await tellOwners(report, audience);
  const targets = report.targets.filter((target) => isTold(target, untold));
  await send({ ...report, targets, totals: totalsOf(targets) }, audience);
  return untold;
}

async function send(report: Report, { notifier }: Audience, topicArn?: string): Promise<void> {
  const message = messageFor(report);
  if (message !== undefined) await notifier.publish(message, topicArn);
}

async function tellOwners(report: Report, audience: Audience): Promise<UntoldOwners> {
  const untold: Record<string, string> = {};
  for (const [owner, { topicArn }] of Object.entries(audience.owners)) {
    try {
      await send(reportOfOwner(report, owner), audience, topicArn);
    } catch (error) {
      untold[owner] = failureText(error);
    }
  }
  return untold;
}

/** Whether everybody was told of a target. */
export function isTold({ owner }: { readonly owner?: string }, untold: UntoldOwners): boolean {
  return owner === undefined || !Object.hasOwn(untold, owner);
}

/** Why some were not told, in a sentence; undefined where all were. */
export function untoldText(untold: UntoldOwners): string | undefined {
  const failures = Object.entries(untold).map(([owner, why]) => `owner ${owner}: ${why}`);
  return failures.length === 0 ? undefined : failures.join('; ');
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
