import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Call, type LocalAws, startLocalAws } from '../../local/server.ts';
import {
  announcedIds,
  configuration,
  configured,
  documentAt,
  FIRST,
  mailsOf,
  roomy,
  SECOND,
  stateAt,
  TOPIC,
} from '../support/fleet.ts';
import { bundleInto, runFor, within } from '../support/runs.ts';
import { labeler } from './saboteur.ts';

const STORY_NAMES = ['records', 'resizes with a copy', 'proposes'] as const;
type StoryName = (typeof STORY_NAMES)[number];

/** A run without faults: what it starts from, the calls it makes, and what it leaves behind. */
export interface Story {
  readonly name: StoryName;
  readonly rightsizerYml: object;
  readonly at: string;
  readonly bundle: string;
  /** The stored AWS that it starts from; absent: nothing. */
  readonly before?: string;
  readonly calls: readonly string[];
  readonly start: Remains;
  readonly clean: Remains;
  readonly ids: readonly string[];
}

export type Remains = ReturnType<typeof remainsOf>;

/** Everything that runs leave behind. */
export function remainsOf(aws: LocalAws) {
  return {
    live: documentAt(aws, 'api/production'),
    copy: documentAt(aws, 'api/default'),
    proposed: documentAt(aws, 'api/production/proposed'),
    state: stateAt(aws, 'api/production'),
    // What a run that had no time left over is for the next one alone.
    names: aws.parameters().flatMap(({ name }) => (name === '/rightsizer/left-out' ? [] : name)),
  };
}

function stage(overrides: object): object {
  return configuration({ api: configured('api', { stages: { production: { policy: 'quick', ...overrides } } }) });
}

const PLOTS: Readonly<Record<StoryName, { readonly rightsizerYml: object; readonly at: string }>> = {
  records: { rightsizerYml: stage({ mode: 'apply' }), at: FIRST },
  'resizes with a copy': { rightsizerYml: stage({ mode: 'apply', alsoPublishTo: ['default'] }), at: SECOND },
  proposes: { rightsizerYml: stage({ mode: 'propose' }), at: FIRST },
};

async function startAws(at: string, stateFolder?: string): Promise<LocalAws> {
  const scenario = { name: 'faults', seed: 5, topics: [TOPIC], services: [roomy('api')] };
  return startLocalAws({ scenario, now: () => new Date(at), ...(stateFolder && { stateFolder }) });
}

let lastRun: Promise<unknown> = Promise.resolve();

/** A run in this process, faster than the bundle; one after another, because they share environment variables. */
export function runNext(
  aws: Pick<LocalAws, 'environment' | 'setNow'>,
  rightsizerYml: object,
  at: string,
): Promise<void> {
  const run = async () => {
    aws.setNow(new Date(at));
    const { messageFailure } = await within(aws, () => runFor(rightsizerYml, at, false));
    if (messageFailure !== undefined) throw new Error(messageFailure);
  };
  const running = lastRun.then(run);
  lastRun = running.catch(() => undefined);
  return running;
}

function labelsOf(calls: readonly Call[]): readonly string[] {
  const label = labeler();
  return calls.map(({ operation, input }) => {
    const [, name = operation] = operation.split('.');
    return label({ operation: name, parameter: name === 'PutParameter' ? String(input.Name) : undefined });
  });
}

async function storyOf(folder: string, name: StoryName): Promise<Story> {
  const { rightsizerYml, at } = PLOTS[name];
  const place = join(folder, name.replaceAll(' ', '-'));
  const before = at === FIRST ? undefined : `${place}-before`;
  if (before !== undefined) {
    const earlier = await startAws(FIRST, before);
    await runNext(earlier, rightsizerYml, FIRST);
    await earlier.close();
  }
  const aws = await startFrom(at, before, `${place}-clean`);
  const [start, sent] = [remainsOf(aws), mailsOf(aws).length];
  await runNext(aws, rightsizerYml, at);
  const ids = announcedIds(mailsOf(aws).slice(sent));
  if (ids.length !== 1) throw new Error(`A run that ${name} announces one document, not ${ids.length}.`);
  const story = { name, rightsizerYml, at, start, ids, clean: remainsOf(aws), calls: labelsOf(aws.calls()) };
  await aws.close();
  return { ...story, bundle: await bundleInto(`${place}-bundle`, rightsizerYml), ...(before && { before }) };
}

/** An AWS as it was before a story; what happens there stays in the folder. */
export async function startFrom(at: string, before: string | undefined, folder: string): Promise<LocalAws> {
  if (before === undefined) return startAws(at);
  await cp(before, folder, { recursive: true });
  return startAws(at, folder);
}

/** Plays the three stories without faults. @param folder - For bundles and stored worlds; its owner deletes it. */
export async function tellStories(folder: string): Promise<readonly Story[]> {
  await mkdir(folder, { recursive: true });
  const stories: Story[] = [];
  for (const name of STORY_NAMES) stories.push(await storyOf(folder, name));
  return stories;
}
