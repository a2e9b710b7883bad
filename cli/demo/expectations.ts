import type { ResolvedSizes } from './consumer.ts';
import type { DemoRun } from './demo-run.ts';

/** What the demo saw, in the order in which it happened. */
export interface Observed {
  readonly before: ReadonlyMap<string, ResolvedSizes>;
  readonly recorded: ReadonlyMap<string, ResolvedSizes>;
  readonly final: ReadonlyMap<string, ResolvedSizes>;
  readonly runs: readonly [first: DemoRun, second: DemoRun, third: DemoRun];
  /** The live documents at the end, by stage. */
  readonly documents: ReadonlyMap<string, ResolvedSizes>;
}

function sameSizes(a: ResolvedSizes | undefined, b: ResolvedSizes | undefined): boolean {
  const sorted = (sizes: ResolvedSizes = {}) => JSON.stringify(Object.entries(sizes).sort());
  return sorted(a) === sorted(b);
}

/** Everything that must be true of the demo and is not; empty when it worked. */
export function brokenExpectations({
  before,
  recorded,
  final,
  runs: [first, second, third],
  documents,
}: Observed): readonly string[] {
  const checks: ReadonlyArray<readonly [boolean, string]> = [
    [
      [...before.values()].every((sizes) => Object.keys(sizes).length > 0),
      'every stage resolves to its fallback before any run',
    ],
    [first.messages === 1 && second.messages === 1, 'each run that changed something sends one message'],
    [third.writes === 0 && third.messages === 0, 'a run with nothing new writes nothing and sends nothing'],
    ...first.report.targets.map(({ stage, running }): readonly [boolean, string] => [
      recorded.get(stage)?.taskCpu === String(running?.task.cpuUnits),
      `${stage} resolves to the running sizes after the first run`,
    ]),
    ...second.report.targets.map(({ stage, recommended }): readonly [boolean, string] => [
      final.get(stage)?.taskCpu === String(recommended?.task.cpuUnits) &&
        sameSizes(final.get(stage), documents.get(stage)),
      `${stage} resolves to the recommended sizes in the end`,
    ]),
  ];
  return checks.flatMap(([holds, text]) => (holds ? [] : [text]));
}
