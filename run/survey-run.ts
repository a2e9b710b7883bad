import type { Target } from '../core/configuration/configuration.ts';
import { type Begun, headOf } from './begin-run.ts';
import { type CaughtUp, catchUp } from './catch-up.ts';
import { type SideAnswers, sideAnswers } from './side-answers.ts';
import { type Survey, survey } from './survey.ts';

/** A run and what it has found out about its targets. */
export interface Known extends Begun {
  readonly surveyed: Survey;
}

/** A run that knows what there is. */
export interface Run extends Known {
  readonly side: SideAnswers;
  readonly unannounced: CaughtUp['unannounced'];
}

/**
 * A run's targets in parts, each surveyed when it is asked for: when no run beside this one is writing it any more, and what an earlier run wrote is
 * announced. What comes next is looked at already, and nothing is done to it.
 */
export class SurveyedParts {
  readonly #begun: Begun;
  readonly #parts: readonly (readonly Target[])[];
  readonly #looks: Promise<Survey>[] = [];
  readonly #runs: Promise<Run | undefined>[] = [];

  constructor(begun: Begun, parts: readonly (readonly Target[])[]) {
    this.#begun = begun;
    this.#parts = parts;
  }

  /** Undefined when time is up before it is known. */
  of(index: number): Promise<Run | undefined> {
    this.#runs[index] ??= this.#runOf(index);
    return this.#runs[index];
  }

  /** All that is known by now. */
  async surveyed(): Promise<Survey> {
    const runs = await Promise.all(this.#runs);
    return new Map(runs.flatMap((run) => [...(run?.surveyed ?? [])]));
  }

  async #runOf(index: number): Promise<Run | undefined> {
    const before = index === 0 ? undefined : await this.of(index - 1);
    try {
      const surveyed = await this.#look(index);
      // Whoever waits for it is told of its failure.
      this.#look(index + 1).catch(() => undefined);
      const found = await settled(this.#begun, this.#parts[index] ?? [], surveyed);
      return { ...this.#begun, ...found, side: await sideAnswers(found.surveyed, this.#begun, before?.side) };
    } catch (error) {
      if (this.#begun.signal.aborted) return undefined;
      throw error;
    }
  }

  #look(index: number): Promise<Survey> {
    const { configuration, ports, signal, request } = this.#begun;
    this.#looks[index] ??= survey(configuration, this.#parts[index] ?? [], { ports, signal, time: request.time });
    return this.#looks[index];
  }
}

async function settled(
  run: Begun,
  selected: readonly Target[],
  surveyed: Survey,
): Promise<Pick<Run, 'surveyed' | 'unannounced'>> {
  if (run.identity.dryRun) return { surveyed, unannounced: new Set() };
  const own = selected.flatMap(({ id }) => surveyed.get(id) ?? []);
  const caughtUp = await catchUp({ ...run, time: run.request.time, head: headOf(run) }, own);
  const now = caughtUp.surveyed.map((each) => [each.target.id, each] as const);
  return { surveyed: new Map([...surveyed, ...now]), unannounced: caughtUp.unannounced };
}
