import type { Notification } from '../ports.ts';
import { emailText } from './email-text.ts';
import { isChange, isTrouble, type Report, type TargetReport } from './report.ts';

/** SNS takes fewer than 100 characters. */
const SUBJECT_CHARACTERS = 99;
/** Q Developer in chat applications cuts descriptions at 8,000 characters; a margin for the marks around it. */
const CHAT_CHARACTERS = 7000;
/** All forms of a message share 256 KiB: the text twice, the chat form, and the Report for machines. */
const EMAIL_CHARACTERS = 24_000;
const MACHINE_CHARACTERS = 90_000;

function isWorthSaying(target: TargetReport): boolean {
  return [target.publication, ...target.copies].some(isChange) || isTrouble(target) || target.noticeIsNew;
}

function plural(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}`;
}

/** `rightsizer: 2 changed, 1 failed, saves 43.10 USD a month`; one line of fewer than 100 characters. */
export function subjectOf(report: Report): string {
  const said = report.targets.filter(isWorthSaying);
  const written = said.filter(
    ({ publication }) => publication.kind === 'written' || publication.kind === 'planned',
  ).length;
  const proposed = said.filter(({ publication }) => publication.kind === 'proposed').length;
  const troubled = said.filter(isTrouble).length;
  const notices = said.filter((target) => !isChange(target.publication) && !isTrouble(target)).length;
  const parts = [
    plural(written, 'changed'),
    plural(proposed, 'proposed'),
    plural(troubled, 'failed'),
    plural(notices, 'to know'),
  ];
  const savings = said
    .filter(({ publication }) => isChange(publication))
    .reduce((total, { monthlyUsd: { current = 0, recommended = 0 } }) => total + current - recommended, 0);
  const money =
    savings >= 0.01
      ? [`saves ${savings.toFixed(2)} USD a month`]
      : savings <= -0.01
        ? [`costs ${(-savings).toFixed(2)} USD a month more`]
        : [];
  return `rightsizer: ${[...parts.filter((part) => part !== ''), ...money].join(', ')}`.slice(0, SUBJECT_CHARACTERS);
}

/** The ids of what a message announces: target and version, so that a repeated message is recognized. */
export function messageIds(report: Report): readonly string[] {
  return report.targets.filter(isWorthSaying).map((target) => {
    const version =
      isChange(target.publication) && 'version' in target.publication ? target.publication.version : undefined;
    return version === undefined ? `${target.id}@${report.runId}` : `${target.id}@${version}`;
  });
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

/** The Report for machines: whole when it fits, else what changed or failed without its evidence, and at last only ids. */
function machineBody(report: Report): string {
  const said = report.targets.filter(isWorthSaying);
  const ids = messageIds(report);
  const attempts: ReadonlyArray<() => string> = [
    () => JSON.stringify({ ...report, messageIds: ids }),
    () => JSON.stringify({ ...report, messageIds: ids, omitted: 'unchanged targets', targets: said }),
    () =>
      JSON.stringify({ ...report, messageIds: ids, omitted: 'unchanged targets, evidence', targets: said.map(bare) }),
  ];
  const fitting = attempts.map((attempt) => attempt()).find((text) => text.length <= MACHINE_CHARACTERS);
  return fitting ?? JSON.stringify({ ...report, messageIds: ids.slice(0, 1000), omitted: 'targets', targets: [] });
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
  const machine = machineBody(report);
  return {
    subject: subjectOf(report),
    bodies: { default: text, email: text, https: chatBody(report), sqs: machine, lambda: machine },
  };
}
