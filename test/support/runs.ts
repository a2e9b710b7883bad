import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildRecommend, shipBundle } from '../../bundle.js';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import { compose } from '../../run/compose.ts';
import { type RunResult, runRightsizer } from '../../run/run-rightsizer.ts';
import { TOPIC_ARN } from './fleet.ts';

let built: Promise<string> | undefined;

/**
 * Lays the Lambda with this rightsizer.yml into a folder that is not there yet, and gives the bundle's path.
 *
 * @param rightsizerYml - YAML, or what JSON makes of a value, which is YAML too.
 */
export async function bundleInto(outdir: string, rightsizerYml: object | string): Promise<string> {
  const configurationFile = `${outdir}.yml`;
  await writeFile(configurationFile, typeof rightsizerYml === 'string' ? rightsizerYml : JSON.stringify(rightsizerYml));
  built ??= builtRecommend(join(dirname(outdir), 'built'));
  return shipBundle(await built, outdir, configurationFile);
}

/** Built once for all files of a test run, or here for who has not. */
async function builtRecommend(folder: string): Promise<string> {
  return process.env.BUILT_RECOMMEND ?? buildRecommend(folder);
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
