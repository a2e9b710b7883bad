import { oneLine } from '../core/report/one-line.ts';
import type { LiveNow, PersonsResult } from '../run/people/acting.ts';
import { sizeChange } from './size-change.ts';

function liveLines({ name, version, document, before }: LiveNow): readonly string[] {
  const removed = Object.keys(before ?? {}).filter((key) => !Object.hasOwn(document, key));
  const keys = [...Object.keys(document), ...removed];
  return [
    `  ${name}, version ${version}`,
    ...keys.map((key) => `    ${sizeChange({ key, before: before?.[key], after: document[key] })}`),
  ];
}

/** What a person's command did, to be read on a terminal. */
export function resultText({ target, summary, live, copies, notes }: PersonsResult): string {
  const lines = [
    `${target} ${summary}`,
    ...(live === undefined ? [] : liveLines(live)),
    ...copies.map((name) => `  copied to ${name}`),
    ...notes,
  ];
  return `${lines.map(oneLine).join('\n')}\n`;
}
