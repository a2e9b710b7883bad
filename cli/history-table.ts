import { minuteText } from '../core/model/time.ts';
import { oneLine } from '../core/model/visible.ts';
import { realizedText } from '../core/report/money-text.ts';
import { causeWord } from '../core/report/news-kinds.ts';
import { numberText } from '../core/report/news-text.ts';
import type { ChangedSize, ProposalLine, TargetHistory, VersionLine } from '../run/people/history.ts';
import { aligned, WIDTH, wrapped } from './columns.ts';

const HEAD = ['version', 'when', 'who', 'why'] as const;
/** Who and why are as wide as they must be, within what leaves room for the sizes. */
const MAXIMUM_WHO = 24;
const INDENT = ' '.repeat(9);

function indented(text: string): readonly string[] {
  return wrapped(text, WIDTH - INDENT.length).map((line) => `${INDENT}${line}`);
}

function changesText(changes: readonly ChangedSize[]): string {
  return changes.length === 0 ? 'the same sizes' : changes.map(numberText).join(', ');
}

function shortened(text: string, width: number): string {
  const characters = [...oneLine(text)];
  return characters.length <= width ? characters.join('') : `${characters.slice(0, width - 1).join('')}…`;
}

function cellsOf({ version, entry, putBackFrom }: VersionLine): readonly string[] {
  if (entry === undefined) return [String(version), '-', '-', 'not remembered'];
  const word = causeWord(entry.cause);
  const cause = putBackFrom === undefined ? word : `${word} (version ${putBackFrom}, put back)`;
  return [String(version), minuteText(entry.at), shortened(entry.author, MAXIMUM_WHO), cause];
}

function detailLines({ document, changes, entry }: VersionLine): readonly string[] {
  const money = entry && realizedText(entry);
  return [
    document === undefined ? 'no document that can be read' : changesText(changes),
    ...(entry?.reasons ?? []),
    ...(entry?.forecast === undefined ? [] : [`Forecast: ${entry.forecast}`]),
    ...(entry?.result === undefined ? [] : [`Result: ${entry.result}`]),
    ...(money === undefined ? [] : [`Money: ${money}`]),
  ].flatMap(indented);
}

function versionLines(versions: readonly VersionLine[]): readonly string[] {
  const [head = '', ...lines] = aligned([HEAD, ...versions.map(cellsOf)]);
  return [head, ...versions.flatMap((version, index) => [lines[index] ?? '', ...detailLines(version)])];
}

function pinLines({ pin, unreadablePin }: TargetHistory): readonly string[] {
  if (unreadablePin) return ['Pinned, in a way that cannot be read: runs change nothing until it is taken away.'];
  if (pin === undefined) return [];
  const { holds, by, at, until, why } = pin;
  const words = holds ? `Pinned until ${minuteText(until)}` : `Not pinned since ${minuteText(until)}`;
  return wrapped(`${words}, by ${by} on ${minuteText(at)}: ${why}`, WIDTH);
}

function statusText({ status, rejected }: ProposalLine): string {
  if (rejected !== undefined) {
    return `rejected by ${rejected.by} on ${minuteText(rejected.at)} (${rejected.why}), not proposed again before ${minuteText(rejected.until)}`;
  }
  return { waits: 'waits for approval', live: 'is live', rejected: 'rejected', closed: 'has passed' }[status];
}

function proposalLines({ target, proposal }: TargetHistory): readonly string[] {
  if (proposal === undefined) return [];
  const [service, stage] = target.split('/');
  const head = wrapped(`Proposal ${proposal.version} ${statusText(proposal)}: ${changesText(proposal.changes)}`, WIDTH);
  const command = `  rightsizer approve ${service} ${stage} --proposal ${proposal.version}`;
  return proposal.status === 'waits' ? [...head, command] : head;
}

/** Versions newest first, then pin and proposal; no line is wider than 100 columns. */
export function historyTable(history: TargetHistory): string {
  const { target, mode, versions } = history;
  const live = versions.length === 0 ? 'nothing is live' : `version ${versions[0]?.version} is live`;
  const lines = [
    ...wrapped(`${target}, mode ${mode}: ${live}`, WIDTH),
    ...pinLines(history),
    ...proposalLines(history),
    ...(versions.length === 0 ? [] : ['', ...versionLines(versions)]),
  ];
  return `${lines.join('\n')}\n`;
}
