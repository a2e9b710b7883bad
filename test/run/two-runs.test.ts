import { describe, expect, it } from 'vitest';
import type { Target } from '../../core/configuration/configuration.ts';
import { parseState } from '../../core/publication/state-document.ts';
import type { Clock } from '../../run/clock.ts';
import { runRightsizer } from '../../run/run-rightsizer.ts';
import { configurationOf, type FakeWorld, fakeWorld, refusing, stageTarget } from '../support/fake-ports.ts';

const LIVE = '/rightsizer/connector/production';
const STATE = `${LIVE}/state`;
const START = Date.UTC(2026, 10, 21, 6);

const other = (run: 0 | 1) => (run === 0 ? 1 : 0);

/** Lets two runs' calls through one at a time: so many of the first, so many of the second, then all of the first. */
class Turns {
  #quota: [number, number];
  #goesOn: 0 | 1 = 0;
  readonly #waiting: [Array<() => void>, Array<() => void>] = [[], []];
  readonly #isOver: [boolean, boolean] = [false, false];
  readonly taken: [number, number] = [0, 0];
  #isBusy = false;

  constructor(first: number, second: number) {
    this.#quota = [first, second];
  }

  /** Whose turn it is; the first goes on when the second has had its own, and the other one where one is over. */
  #next(): 0 | 1 {
    if (this.taken[0] < this.#quota[0] && !this.#isOver[0]) return 0;
    if (this.taken[1] < this.#quota[1] && !this.#isOver[1]) return 1;
    return this.#isOver[this.#goesOn] ? other(this.#goesOn) : this.#goesOn;
  }

  /** A run that sleeps leaves everything to the other one. */
  yieldTurn(run: 0 | 1): void {
    this.#quota = [0, 0];
    this.#goesOn = other(run);
    this.#wake();
  }

  async take<Answer>(run: 0 | 1, call: () => Promise<Answer>): Promise<Answer> {
    await new Promise<void>((resolve) => {
      this.#waiting[run].push(resolve);
      this.#wake();
    });
    this.taken[run] += 1;
    try {
      return await call();
    } finally {
      this.#isBusy = false;
      this.#wake();
    }
  }

  over(run: 0 | 1): void {
    this.#isOver[run] = true;
    this.#wake();
  }

  #wake(): void {
    if (this.#isBusy) return;
    const resolve = this.#waiting[this.#next()].shift();
    if (resolve === undefined) return;
    this.#isBusy = true;
    resolve();
  }
}

interface Both {
  readonly world: FakeWorld;
  readonly targets: readonly Target[];
  readonly time: number;
  readonly turns: Turns;
}

/** One run, whose calls are counted. */
async function runAlone(world: FakeWorld, targets: readonly Target[]): Promise<number> {
  const turns = new Turns(0, 0);
  turns.over(1);
  await startRun({ world, targets, time: START, turns, clock: { now: () => START, sleep: async () => undefined } }, 0);
  return turns.taken[0];
}

interface Started extends Both {
  readonly clock: Clock;
}

async function startRun({ world, targets, time, turns, clock }: Started, own: 0 | 1): Promise<void> {
  const { home } = world;
  const through =
    <Input extends readonly unknown[], Answer>(call: (...input: Input) => Promise<Answer>) =>
    (...input: Input) =>
      turns.take(own, () => call(...input));
  const account = {
    ...home,
    documents: {
      read: through((...input: Parameters<typeof home.documents.read>) => home.documents.read(...input)),
      history: through((...input: Parameters<typeof home.documents.history>) => home.documents.history(...input)),
      write: through((...input: Parameters<typeof home.documents.write>) => home.documents.write(...input)),
    },
  };
  const publish = through((...input: Parameters<typeof world.notifier.publish>) => world.notifier.publish(...input));
  const ports = { ...world, accountOf: () => account, notifier: { publish } };
  const request = { time: time + own * 60_000, dryRun: false };
  const { signal } = new AbortController();
  await runRightsizer({ configuration: configurationOf(...targets), request, ports, signal, clock });
  turns.over(own);
}

/** Two runs of one world, whose calls come in the order of `turns`; nothing takes time but waiting for each other. */
async function runBoth(both: Both): Promise<void> {
  let passed = 0;
  const clockOf = (own: 0 | 1): Clock => ({
    now: () => both.time + passed,
    sleep: async (milliseconds) => {
      both.turns.yieldTurn(own);
      await new Promise((resolve) => setTimeout(resolve));
      passed += milliseconds / 100;
    },
  });
  await Promise.all(([0, 1] as const).map((own) => startRun({ ...both, clock: clockOf(own) }, own)));
}

const idsOf = (world: FakeWorld) =>
  world.notifier.sent.flatMap(({ bodies }) => [...bodies.default.matchAll(/Id: (\S+)/g)].map(([, id]) => id));

const modes: ReadonlyArray<readonly ['apply' | 'propose']> = [['apply'], ['propose']];

describe.each(modes)('two runs in mode %s that overlap', (mode) => {
  const targets = [stageTarget('production', { mode, alsoPublishTo: ['default'] })];

  it('write each version once and tell it once, wherever the second begins and goes on', async () => {
    const calls = await runAlone(fakeWorld(), targets);
    expect(calls).toBeGreaterThan(5);
    for (let first = 0; first <= calls; first += 1) {
      for (let second = 0; second <= calls; second += 1) {
        const world = fakeWorld();
        await runBoth({ world, targets, time: START, turns: new Turns(first, second) });
        const place = `${first} calls of the first, then ${second} of the second`;
        const { documents } = world.home;
        for (const name of [LIVE, `${LIVE}/proposed`, '/rightsizer/connector/default']) {
          const texts = documents.versions(name).map(({ text }) => text);
          expect(new Set(texts).size, `${name}: ${place}`).toBe(texts.length);
        }
        const ids = idsOf(world);
        expect(new Set(ids).size, `${ids}: ${place}`).toBe(ids.length);
        const state = parseState(documents.text(STATE));
        const stored = documents.newest(mode === 'apply' ? LIVE : `${LIVE}/proposed`);
        const entry = mode === 'apply' ? state.live : state.proposed;
        expect(entry, place).toMatchObject({ version: stored?.version, announced: true });
        const name = mode === 'apply' ? 'connector/production' : 'connector/production/proposed';
        expect(ids, place).toContain(`${name}@${stored?.version}`);
      }
    }
  });
});

describe('two runs that find what a third one could not announce', () => {
  it('tell it once between them', async () => {
    const targets = [stageTarget('production')];
    for (let first = 0; first <= 10; first += 1) {
      for (let second = 0; second <= 10; second += 1) {
        const world = fakeWorld();
        world.notifier.beforePublish = refusing('topic');
        await runAlone(world, targets);
        world.notifier.beforePublish = () => undefined;
        await runBoth({ world, targets, time: START + 3_600_000, turns: new Turns(first, second) });
        const ids = idsOf(world);
        expect(new Set(ids).size, `${ids}: ${first}, ${second}`).toBe(ids.length);
        expect(ids, `${first}, ${second}`).toContain('connector/production@1');
      }
    }
  });
});
