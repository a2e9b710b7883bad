import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { oneLine } from '../core/model/visible.ts';
import type { SizesDocument } from '../core/publication/sizes-document.ts';
import { PIN_DAYS } from '../core/publication/target-documents.ts';
import { numberText } from '../core/report/news-text.ts';
import type { Acting, LiveNow, PersonsCommand, PersonsResult } from '../run/people/acting.ts';
import { targetHistory } from '../run/people/history.ts';
import { type Pinning, pin, unpin } from '../run/people/pin.ts';
import { approve, reject } from '../run/people/proposal.ts';
import { rollback } from '../run/people/rollback.ts';
import { type Seed, seed } from '../run/people/seed.ts';
import { historyTable } from './history-table.ts';
import { jsonText } from './output.ts';
import { actingOf, collectSizes, numberWithin, type PersonOptions, personCommand, versionOf, whyOf } from './person.ts';
import { EXIT, whileWaiting } from './terminal.ts';

interface PeopleCommand {
  readonly name: PersonsCommand;
  /** Beside those that all of them have. */
  readonly options: readonly Option[];
  /** Is given what was said with `options`, and nothing else. */
  run(acting: Acting, given: object): Promise<PersonsResult>;
}

function option<T>(flags: string, description: string, parse: (text: string, before: T) => T): Option {
  return new Option(flags, description).argParser(parse);
}

const PROPOSAL = option(
  '--proposal <version>',
  'only this version of the proposal, as the message names it',
  versionOf,
);
function why(description: string): Option {
  return option('--why <text>', description, whyOf);
}

const WHY = 'a line for the history';
const WHY_PINNED = why(`${WHY} and for every message while the pin holds`).makeOptionMandatory();
const DAYS = option('--days <number>', 'how long the pin holds', numberWithin(1, 365)).default(PIN_DAYS);

const COMMANDS: readonly PeopleCommand[] = [
  { name: 'approve', options: [PROPOSAL, why(WHY)], run: approve },
  { name: 'reject', options: [PROPOSAL, why(WHY).makeOptionMandatory()], run: reject },
  {
    name: 'rollback',
    options: [
      option('--to <version>', 'a version that "history" shows (default: the last one with other sizes)', versionOf),
      DAYS,
      WHY_PINNED,
    ],
    run: rollback,
  },
  {
    name: 'pin',
    options: [
      DAYS,
      option('--set <key=value>', 'another size than the live one; again for each key', collectSizes),
      WHY_PINNED,
    ],
    run: (acting, given: Omit<Pinning, 'set'> & Partial<Pinning>) => pin(acting, { set: {}, ...given }),
  },
  {
    name: 'unpin',
    options: [why('a line that is kept with the end of the pin')],
    run: (acting, { why }: { readonly why?: string }) => unpin(acting, why),
  },
  {
    name: 'seed',
    options: [
      option('--set <key=value>', 'a key and its size; again for each key', collectSizes),
      new Option(
        '--from <serverless.yml>',
        'takes the plain numbers of the stage from params, where the keys are not live yet',
      ),
    ],
    run: async (acting, given: SeedOptions) => seed(acting, await seedOf(given)),
  },
];

interface SeedOptions {
  readonly set?: SizesDocument;
  readonly from?: string;
}

async function seedOf({ set, from }: SeedOptions): Promise<Seed> {
  if (set !== undefined && from === undefined) return { kind: 'set', sizes: set };
  if (from !== undefined && set === undefined) return { kind: 'from', text: await textOf(from) };
  throw new Error('seed takes either --set key=value, once or more, or --from serverless.yml.');
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Error(`--from ${path}: the file cannot be read.`, { cause });
  }
}

function toCommand({ name, options, run }: PeopleCommand): Command {
  const command = personCommand(name);
  for (const each of options) command.addOption(each);
  return command.action(async (service: string, stage: string, all: PersonOptions) => {
    const { config: _config, region: _region, profile: _profile, by: _by, json, ...given } = all;
    const acting = await actingOf([service, stage], all);
    const result = await whileWaiting('asking AWS', () => run(acting, given));
    process.stdout.write(json ? jsonText(result) : resultText(result));
    process.exitCode = EXIT.nothingToDo;
  });
}

function historyCommand(): Command {
  return personCommand('history').action(async (service: string, stage: string, options: PersonOptions) => {
    const acting = await actingOf([service, stage], options);
    const found = await whileWaiting('reading the versions', () => targetHistory(acting));
    process.stdout.write(options.json ? jsonText(found) : historyTable(found));
  });
}

export function personsCommand(name: string): Command {
  const found = COMMANDS.find((each) => each.name === name);
  return found === undefined ? historyCommand() : toCommand(found);
}

function liveLines({ name, version, document, before }: LiveNow): readonly string[] {
  const removed = Object.keys(before ?? {}).filter((key) => !Object.hasOwn(document, key));
  const keys = [...Object.keys(document), ...removed];
  return [
    `  ${name}, version ${version}`,
    ...keys.map((key) => `    ${numberText({ key, before: before?.[key], after: document[key] })}`),
  ];
}

function resultText({ target, summary, live, copies, notes }: PersonsResult): string {
  const lines = [
    `${target} ${summary}`,
    ...(live === undefined ? [] : liveLines(live)),
    ...copies.map((name) => `  copied to ${name}`),
    ...notes,
  ];
  return `${lines.map(oneLine).join('\n')}\n`;
}
