import { defineConfig } from 'vitest/config';

/** What needs no built Lambda. */
const unit = ['core', 'aws', 'local', 'run', 'architecture', 'backtest', 'bench'].map(
  (name) => `test/${name}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    // Four times what the slowest takes on two idle cores: no test fails because the machine is slow.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    // Files keep nothing in a module: a worker loads each module once for all of its files.
    isolate: false,
    setupFiles: 'test/support/no-pauses.ts',
    projects: [
      { extends: true, test: { name: 'unit', include: unit } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: unit,
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
