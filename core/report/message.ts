import { chatBody } from './chat-body.ts';
import { emailText } from './email-text.ts';
import { encodedBytes, machineBody } from './machine-body.ts';
import { isWorthSaying } from './news.ts';
import { changeId, isChange, type Report } from './report.ts';
import { subjectOf } from './subject.ts';

/** One message in the forms that the channels of a topic want. */
export interface Notification {
  /** Under 100 characters, no line breaks. */
  readonly subject: string;
  /** By SNS protocol; `default` is always there. */
  readonly bodies: Readonly<Record<string, string>> & { readonly default: string };
}

const EMAIL_CHARACTERS = 24_000;
/** A topic takes 256 KiB: all forms of a message together, as one JSON text in UTF-8; some bytes are for what is around them. */
const MESSAGE_BYTES = 262_144 - 1024;

/** The ids of what a message announces: target and version, so that a repeated message is recognized. */
export function messageIds(report: Report): readonly string[] {
  return report.targets
    .filter(isWorthSaying)
    .map((target) =>
      isChange(target.publication) ? changeId(target, target.publication) : `${target.id}@${report.runId}`,
    );
}

/**
 * The message for a run in the forms of each channel, or undefined when nothing happened that somebody must know and no digest is due:
 * nothing was written, proposed, failed or left undone, no target was newly skipped or alerted, and what waits was said this week.
 */
export function messageFor(report: Report): Notification | undefined {
  if (!report.targets.some((target) => report.digest || isWorthSaying(target))) return undefined;
  const ids = messageIds(report);
  const text = emailText(report, EMAIL_CHARACTERS);
  const people = { default: text, email: text, https: chatBody(report, ids) };
  const used = Object.values(people).reduce((total, body) => total + encodedBytes(body), 0);
  const machine = machineBody(report, ids, (MESSAGE_BYTES - used) / 2);
  return { subject: subjectOf(report), bodies: { ...people, sqs: machine, lambda: machine } };
}
