import { access, readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { parse } from 'yaml';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';
import { oneLine } from '../core/model/visible.ts';
import { parseServerlessFile, type ServerlessFile } from '../run/doctor/serverless-file.ts';
import { type Starter, starterFile } from './init-file.ts';
import { consumerLines, formerLines } from './init-lines.ts';
import type { InitOptions, Started } from './init-options.ts';
import { startedFromServerless } from './init-serverless.ts';
import { startedFromService } from './init-service.ts';
import { writeWhole } from './output.ts';
import { withPlaceOptions } from './place.ts';

async function refuseToOverwrite({ out, force }: InitOptions): Promise<void> {
  if (force) return;
  const isThere = await access(out).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Error(`${out} exists. Nothing was written; add --force to overwrite it.`);
}

/** Puts the file's name before what is wrong with it. */
async function aboutFile<Result>({ serverless }: InitOptions, read: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`--serverless ${serverless}: ${why}`, { cause });
  }
}

async function serverlessOf(options: InitOptions): Promise<ServerlessFile | undefined> {
  const { serverless } = options;
  if (serverless === undefined) return undefined;
  return aboutFile(options, async () => parseServerlessFile(await readFile(serverless, 'utf8')));
}

async function started(options: InitOptions, file: ServerlessFile | undefined): Promise<Started> {
  const { cluster, service, ecsService } = options;
  if (cluster !== undefined && service !== undefined && ecsService === undefined) {
    return startedFromService({ cluster, service }, options, file);
  }
  if (file !== undefined) return aboutFile(options, () => startedFromServerless(options, file));
  throw new Error('Name a service that runs, with --cluster and --service, or its file, with --serverless.');
}

/** Never a file that the next command would refuse. */
async function write(starter: Starter, { out, force }: InitOptions): Promise<void> {
  const text = starterFile(starter);
  parseConfiguration(parse(text), out);
  await writeWhole(out, text, !force);
}

function told({ starter, fallbacks, summary }: Started, { out }: InitOptions): readonly string[] {
  return [
    `Wrote ${out}: ${summary}`,
    '',
    'Put these lines into the serverless.yml of the service; a fallback must have all keys:',
    '',
    ...consumerLines(starter, fallbacks),
    '',
  ];
}

function formerText({ starter, file }: Started, { serverless = '' }: InitOptions): readonly string[] {
  if (file === undefined) {
    return ['Then delete the former numbers there; --serverless PATH names them. Left in place they win silently.'];
  }
  const former = formerLines(serverless, file, starter);
  if (former.length === 0) return [`${serverless} holds no former numbers of these keys.`];
  return ['Former numbers, which win silently where they stay:', ...former];
}

async function init(options: InitOptions): Promise<void> {
  await refuseToOverwrite(options);
  const file = await serverlessOf(options);
  const found = await started(options, file);
  await write(found.starter, options);
  const next = ['', 'Next: rightsizer doctor, then rightsizer plan.'];
  const lines = [...told(found, options), ...formerText(found, options), ...next];
  process.stdout.write(`${lines.map(oneLine).join('\n')}\n`);
}

const WAYS = `
Two ways:
  --cluster NAME --service NAME     one stage, from the ECS service that runs
  --serverless PATH                 all stages, from the serverless.yml that deploys it; asks nothing of AWS

Exit status: 0 written, 1 nothing was written.`;

/** `rightsizer init`: a first rightsizer.yml from a service that runs, or from the file that deploys it. */
export function initCommand(): Command {
  const command = new Command('init')
    .description('writes a first rightsizer.yml, and says what the serverless.yml of the service needs')
    .option('--cluster <name>', 'the name of the ECS cluster')
    .option('--service <name>', 'beside --cluster the name of the ECS service, else the key in rightsizer.yml')
    .option('--ecs-service <name>', 'the name of the ECS service, where --serverless does not tell it')
    .option('--stage <name>', 'its stage (default: the one that the names speak of; with --serverless those of params)')
    .option('--key <key>', "the service's key in rightsizer.yml (default: the service of --serverless, else --service)")
    .option('--serverless <path>', 'the serverless.yml that deploys it: names what to delete there')
    .option('--out <file>', 'where to write', 'rightsizer.yml');
  return withPlaceOptions(command).option('--force', 'overwrite').addHelpText('after', WAYS).action(init);
}
