import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { lanePrefix, type Shape } from './lanes.ts';
import type { Asked, Worked } from './worker-process.ts';

/** The first lane's worker, in its own process so its memory is its own. All lanes are alike: it stands for all. */
export class Worker {
  readonly #process: ChildProcess = fork(new URL('./worker-process.ts', import.meta.url).pathname, { execArgv: [] });
  readonly #answers = new Map<string, Promise<Worked>>();
  #last: Promise<unknown> = Promise.resolve();
  /** What was worked in the first lane since the morning, by kind of call. */
  readonly worked: { readonly kind: string; readonly done: Worked }[] = [];
  calls = 0;

  async begin(shape: Shape): Promise<void> {
    await this.#ask({ kind: 'begin', shape });
  }

  async morning(time: number, areEmpty: boolean): Promise<void> {
    await this.#ask({ kind: 'metrics', areEmpty, time });
    this.#answers.clear();
    this.worked.length = 0;
    this.calls = 0;
  }

  /** Answers a call of any lane. */
  async answer(call: unknown): Promise<unknown> {
    this.calls += 1;
    const text = JSON.stringify(call);
    const lane = Number(/"l(\d+)-/.exec(text)?.[1] ?? 0);
    const own = text.replaceAll(`"${lanePrefix(lane)}`, `"${lanePrefix(0)}`);
    const answering = this.#answers.get(own) ?? this.#work(own);
    this.#answers.set(own, answering);
    const { answer } = await answering;
    return JSON.parse(JSON.stringify(answer).replaceAll(`"${lanePrefix(0)}`, `"${lanePrefix(lane)}`));
  }

  end(): void {
    this.#process.kill();
  }

  async #work(text: string): Promise<Worked> {
    const call = JSON.parse(text) as { readonly kind: string };
    const done = (await this.#ask({ kind: 'call', call })) as Worked;
    this.worked.push({ kind: call.kind, done });
    return done;
  }

  /** One after the other: the process has one clock. */
  #ask(asked: Asked): Promise<unknown> {
    const next = this.#last.then(async () => {
      this.#process.send(asked);
      const [message] = (await once(this.#process, 'message')) as [{ readonly value: unknown }];
      return message.value;
    });
    this.#last = next;
    return next;
  }
}
