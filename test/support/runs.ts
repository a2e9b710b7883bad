import { existsSync, mkdtempSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { shipBundle } from '../../bundle.js';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import type { LocalAws } from '../../local/server.ts';
import { compose } from '../../run/compose.ts';
import { type RunResult, runRightsizer } from '../../run/run-rightsizer.ts';
import { TOPIC_ARN } from './fleet.ts';

/**
 * Lays the Lambda with this rightsizer.yml into a folder that is not there yet, and gives the bundle's path.
 *
 * @param rightsizerYml - YAML, or what JSON makes of a value, which is YAML too.
 */
export async function bundleInto(outdir: string, rightsizerYml: object | string): Promise<string> {
  const configurationFile = `${outdir}.yml`;
  await writeFile(configurationFile, typeof rightsizerYml === 'string' ? rightsizerYml : JSON.stringify(rightsizerYml));
  const compiled = join(builtFolder(), 'compiled/compile-cache');
  if (existsSync(compiled)) await cp(compiled, join(outdir, 'compile-cache'), { recursive: true });
  return shipBundle(builtRecommend(), outdir, configurationFile);
}

const load = createRequire(import.meta.url);

/** Loads a bundle into this process as Node does; `import` would have the test runner rewrite it first, for seconds. */
export function loadBundle<Module>(path: string): Module {
  return load(path);
}

/** The Lambda of what `build-once.ts` has built for all files of a test run. */
export function builtRecommend(): string {
  const { BUILT_RECOMMEND } = process.env;
  if (BUILT_RECOMMEND === undefined) throw new Error('Only the project "whole" of vitest.config.ts has a Lambda.');
  return BUILT_RECOMMEND;
}

/** The folder of all Lambdas that are built, which goes when the test run ends. */
export function builtFolder(): string {
  return dirname(builtRecommend());
}

/** A new empty folder, which goes when the test run ends. */
export function madeFolder(): string {
  return mkdtempSync(join(builtFolder(), 'made-'));
}

/** Does work in this process while the environment names an AWS; then restores it, so that work may nest. */
export async function within<Result>(
  { environment }: Pick<LocalAws, 'environment'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** A run in this process, against the AWS that the environment variables name. */
export function runFor(rightsizerYml: object, at: string, dryRun: boolean): Promise<RunResult> {
  const quiet = () => undefined;
  const log = { info: quiet, warn: quiet, error: quiet };
  return runRightsizer({
    configuration: parseConfiguration(rightsizerYml),
    request: { time: Date.parse(at), dryRun },
    ports: compose({ region: 'us-east-1', topicArn: TOPIC_ARN, log }),
    signal: new AbortController().signal,
  });
}
