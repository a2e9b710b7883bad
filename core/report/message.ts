import type { Notification } from '../ports.ts';
import { emailText } from './email-text.ts';
import { changeId, isChange, isTrouble, type Report, type TargetReport, totalsOf } from './report.ts';

/** SNS takes fewer than 100 characters. */
const SUBJECT_CHARACTERS = 99;
/** Q Developer in chat applications cuts descriptions at 8,000 characters; a margin for the marks around it. */
const CHAT_CHARACTERS = 7000;
const EMAIL_CHARACTERS = 24_000;
/** A topic takes 256 KiB: all forms of a message together, as one JSON text in UTF-8; some bytes are for what is around them. */
const MESSAGE_BYTES = 262_144 - 1024;
/** How many ids are left in the Report for machines when nothing else fits. */
const LEAST_IDS = 100;

const utf8 = new TextEncoder();

function isWorthSaying(target: TargetReport): boolean {
  return [target.publication, ...target.copies].some(isChange) || isTrouble(target) || target.noticeIsNew;
}

/** What the subject counts a target as; one target is one word. */
function subjectWord(target: TargetReport): string {
  const { publication } = target;
  if (isTrouble(target)) return 'failed';
  if (publication.kind === 'proposed') return 'proposed';
  if (isChange(publication)) return publication.cause === 'baseline' ? 'recorded' : 'changed';
  return target.copies.some(isChange) ? 'copied' : 'to know';
}

const SUBJECT_WORDS = ['changed', 'proposed', 'recorded', 'copied', 'failed', 'to know'] as const;

/** What the changed and proposed sizes save together; a baseline, other keys and a repair change no size for the money. */
function savingsOf(targets: readonly TargetReport[]): number {
  const resized = targets.filter(({ publication }) => isChange(publication) && publication.cause === 'resize');
  return totalsOf(resized).monthlyUsd.savings;
}

/** `rightsizer: 2 changed, 1 failed, saves 43.10 USD a month`; one line of fewer than 100 characters. */
export function subjectOf(report: Report): string {
  const said = report.targets.filter(isWorthSaying);
  const counts = SUBJECT_WORDS.flatMap((word) => {
    const count = said.filter((target) => subjectWord(target) === word).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const savings = savingsOf(said);
  const money =
    savings === 0
      ? []
      : [`${savings > 0 ? 'saves' : 'costs'} ${Math.abs(savings).toFixed(2)} USD a month${savings > 0 ? '' : ' more'}`];
  return [...counts, ...money].reduce((text, part, index) => {
    const longer = `${text}${index === 0 ? '' : ','} ${part}`;
    return longer.length > SUBJECT_CHARACTERS ? text : longer;
  }, 'rightsizer:');
}

/** The ids of what a message announces: target and version, so that a repeated message is recognized. */
export function messageIds(report: Report): readonly string[] {
  return report.targets
    .filter(isWorthSaying)
    .map((target) =>
      isChange(target.publication) ? changeId(target, target.publication) : `${target.id}@${report.runId}`,
    );
}

/** The custom notification of Amazon Q Developer in chat applications: version, source and content.description are required. */
function chatBody(report: Report): string {
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    id: messageIds(report).join(',').slice(0, 500),
    content: {
      textType: 'client-markdown',
      title: subjectOf(report),
      description: `\`\`\`\n${emailText(report, CHAT_CHARACTERS).replaceAll('```', "'''")}\`\`\``,
    },
    metadata: {
      summary: subjectOf(report),
      eventType: report.kind === 'catchUp' ? 'rightsizer-catch-up' : 'rightsizer-run',
    },
  });
}

/** The bytes that a body takes in the message, where it is a JSON string. */
function encodedBytes(text: string): number {
  return utf8.encode(JSON.stringify(text)).length;
}

/** The Report for machines: whole when it fits, else what changed or failed, then that without its evidence, and at last only ids. */
function machineBody(report: Report, maximumBytes: number): string {
  const said = report.targets.filter(isWorthSaying);
  const ids = messageIds(report);
  const steps = [
    {},
    { omitted: 'unchanged targets', targets: said },
    { omitted: 'unchanged targets, evidence', targets: said.map(bare) },
    { omitted: 'targets', targets: [] },
  ];
  const texts = steps.map((step) => JSON.stringify({ ...report, messageIds: ids, ...step }));
  const fewIds = { ...report, messageIds: ids.slice(0, LEAST_IDS), omitted: 'targets, most ids', targets: [] };
  return texts.find((text) => encodedBytes(text) <= maximumBytes) ?? JSON.stringify(fewIds);
}

function bare({ id, outcome, kind, finding, monthlyUsd, publication, copies, detail }: TargetReport) {
  return { id, outcome, kind, finding, monthlyUsd, publication, copies, detail };
}

/**
 * The message for a run in the forms of each channel, or undefined when nothing happened that somebody must know:
 * nothing was written, proposed, failed or left undone, and no target was newly skipped or alerted.
 */
export function messageFor(report: Report): Notification | undefined {
  if (!report.targets.some(isWorthSaying)) return undefined;
  const text = emailText(report, EMAIL_CHARACTERS);
  const people = { default: text, email: text, https: chatBody(report) };
  const used = Object.values(people).reduce((total, body) => total + encodedBytes(body), 0);
  const machine = machineBody(report, (MESSAGE_BYTES - used) / 2);
  return { subject: subjectOf(report), bodies: { ...people, sqs: machine, lambda: machine } };
}
