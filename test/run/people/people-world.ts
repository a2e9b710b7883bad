import { vi } from 'vitest';
import type { Target } from '../../../core/configuration/configuration.ts';
import type { Forecast } from '../../../core/decision/after-change.ts';
import { EMPTY_STATE, parseState, type State } from '../../../core/publication/state-document.ts';
import { renderState } from '../../../core/publication/state-text.ts';
import { shortHash } from '../../../core/publication/stored-text.ts';
import type { Acting } from '../../../run/people/acting.ts';
import { size } from '../../support/builders.ts';
import { configurationOf, type FakeWorld, fakeWorld, stageTarget } from '../../support/fake-ports.ts';

export const LIVE = '/rightsizer/connector/production';
export const AT = '2026-11-23T09:40:00.000Z';

/** What the fake service runs: 2048 CPU units and 6144 MiB. */
export const RUNNING = document(2048, 6144);
/** Half of it: a size that Fargate offers and that holds its containers. */
export const HALF = document(1024, 3072);
/** A third size that fits. */
export const THIRD = document(1024, 4096);

export const FORECAST: Forecast = { size: size(1024, 3072), neededCpuUnits: 875, exceededPercent: 0, bootMinutes: 0 };

/** A document of the connector whose containers take the whole task. */
export function document(taskCpu: number, taskMemory: number): Readonly<Record<string, string>> {
  return {
    taskCpu: String(taskCpu),
    taskMemory: String(taskMemory),
    connectContainerCpu: String(taskCpu),
    connectContainerMemory: String(taskMemory - 1024),
    instantclientContainerMemory: '1024',
  };
}

export interface PeopleWorld extends FakeWorld {
  acting(by?: string, at?: string): Acting;
  /** Writes a live document as a run would have: the state knows it. */
  publish(sizes: object, fields?: Partial<State>): number;
  /** Puts a proposal there, as a run would have, that was announced. */
  propose(sizes: object, fields?: Partial<State>): number;
  state(): State;
  pin(): Readonly<Record<string, unknown>>;
}

/** A target of the connector in a world of fakes. */
export function peopleWorld(fields: Partial<Target> = {}): PeopleWorld {
  const world = fakeWorld();
  const target = stageTarget('production', { mode: 'propose', ...fields });
  const { documents } = world.home;
  const state = () => parseState(documents.text(`${LIVE}/state`));
  const store = (next: State) => documents.put(`${LIVE}/state`, renderState({ ...next, runId: 'run-1' }), 'String');
  return {
    ...world,
    acting: (by = 'alice', at = AT) => ({
      configuration: configurationOf(target),
      target,
      ports: world,
      person: { by, at },
    }),
    publish(sizes, more = {}) {
      const text = JSON.stringify(sizes);
      const version = documents.put(LIVE, text);
      const hash = shortHash(text);
      const made = {
        version,
        hash,
        at: '2026-11-20T06:00:00Z',
        author: 'rightsizer',
        cause: 'resize',
        reasons: [`run ${version}`],
      };
      const before = state();
      store({ ...before, live: { version, hash, announced: true }, history: [made, ...before.history], ...more });
      return version;
    },
    propose(sizes, more = {}) {
      const text = JSON.stringify(sizes);
      const version = documents.put(`${LIVE}/proposed`, text);
      const proposed = { version, hash: shortHash(text), announced: true };
      store({ ...EMPTY_STATE, ...state(), proposed, proposedForecast: FORECAST, ...more });
      return version;
    },
    state,
    pin: () => JSON.parse(documents.text(`${LIVE}/pin`) ?? '{}'),
  };
}

/** The same, in which runs have published these documents. */
export function publishedWorld(documents: readonly object[] = [RUNNING], fields: Partial<Target> = {}): PeopleWorld {
  const world = peopleWorld(fields);
  for (const sizes of documents) world.publish(sizes);
  return world;
}

/** `RUNNING` is live, and half of it is proposed. */
export function proposedWorld(fields: Partial<Target> = {}): PeopleWorld {
  const world = publishedWorld([RUNNING], fields);
  world.propose(HALF);
  return world;
}

/** Does something once, before the first write of a name. */
export function onceBefore(world: PeopleWorld, name: string, work: () => void): { readonly done: () => boolean } {
  const once = vi.fn(work);
  world.home.documents.beforeWrite = (write) => {
    if (write.name === name && once.mock.calls.length === 0) once();
  };
  return { done: () => once.mock.calls.length === 1 };
}
