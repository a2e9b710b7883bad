import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What starts no process and asks nobody. Coverage is measured here alone: elsewhere it costs half as much again. */
const core = ['core', 'backtest'].map((name) => `test/${name}/**/*.test.ts`);

/** What takes ten seconds and more, longest first: it begins first, so that no worker ends long before the other. */
const LONGEST = [
  'end-to-end/fault-matrix',
  'end-to-end/crash',
  'deployment/installed-package',
  'deployment/upgrade',
  'end-to-end/broken-calls',
  'end-to-end/bad-input',
  'end-to-end/scenarios',
  'end-to-end/whole-path',
  'end-to-end/people-and-runs',
  'deployment/serverless',
  'bench/year/year',
  'bench/year/closed-loop.property',
  'run/fleet/killed',
  'aws/daily-deployments',
];

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`));
  return place < 0 ? LONGEST.length : place;
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

export default defineConfig({
  test: {
    // More than four times what the slowest takes on two idle cores: no test fails because the machine is slow.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Files keep nothing in a module: a worker loads each module once for all of its files.
    isolate: false,
    setupFiles: 'test/support/no-pauses.ts',
    projects: [
      { extends: true, test: { name: 'core', include: core } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: core,
          globalSetup: 'test/support/build-once.ts',
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['core/**/*.ts', 'backtest/**/*.ts'],
      reporter: ['text-summary'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
});
