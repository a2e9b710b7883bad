import { defineConfig } from 'vitest/config';

/** These load much and keep nothing in a module: a worker loads each module once for all of their files. */
const shared = ['core', 'aws', 'local', 'run', 'architecture', 'backtest', 'bench'].map(
  (name) => `test/${name}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    // Four times what the slowest takes on two idle cores: no test fails because the machine is slow.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: shared, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: shared,
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
