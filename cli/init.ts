import { Command } from 'commander';
import { parse } from 'yaml';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';
import { oneLine } from '../core/model/visible.ts';
import { type Consumer, readConsumer } from '../run/consumer/consumer.ts';
import { type Starter, starterFile } from './init-file.ts';
import { consumerLines, formerLines, type InitOptions, type Started } from './init-lines.ts';
import { startedFromServerless } from './init-serverless.ts';
import { startedFromService } from './init-service.ts';
import { refuseToOverwrite, writeWhole } from './output.ts';
import { withPlaceOptions } from './place.ts';

/** Puts the file's name before what is wrong with it. */
async function aboutFile<Result>({ serverless }: InitOptions, read: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`--serverless ${serverless}: ${why}`, { cause });
  }
}

async function consumerOf(options: InitOptions): Promise<Consumer | undefined> {
  const { serverless } = options;
  return serverless === undefined ? undefined : aboutFile(options, () => readConsumer(serverless));
}

async function started(options: InitOptions, consumer: Consumer | undefined): Promise<Started> {
  const { cluster, service, ecsService } = options;
  if (cluster !== undefined && service !== undefined && ecsService === undefined) {
    return startedFromService({ cluster, service }, options, consumer);
  }
  if (consumer !== undefined) return aboutFile(options, () => startedFromServerless(options, consumer));
  throw new Error('Name a service that runs, with --cluster and --service, or its file, with --serverless.');
}

/** What tells several containers apart, where a first file publishes their sizes. */
function measuredText({ starter }: Started): readonly string[] {
  if (Object.keys(starter.parameters.containers).length < 2) return [];
  return [
    '',
    'Single containers are measured by enhanced Container Insights, or under the standard one by the two metric filters of',
    'examples/container-metrics (0.60 USD a month for each container); else they share what the task gets.',
  ];
}

/** Never a file that the next command would refuse. */
async function write(starter: Starter, { out, force }: InitOptions): Promise<void> {
  const text = starterFile(starter);
  parseConfiguration(parse(text), out);
  await writeWhole(out, text, !force);
}

function told({ starter, fallbacks, summary, former, unread = [] }: Started, { out }: InitOptions): readonly string[] {
  return [
    `Wrote ${out}: ${summary}`,
    ...unread.map((path) => `Not read: ${path}. What stands there is not known here.`),
    '',
    'Put these lines into the serverless.yml of the service; a fallback must have all keys:',
    '',
    ...consumerLines(starter, fallbacks, former),
    '',
  ];
}

function formerText({ starter, former }: Started, { serverless = '' }: InitOptions): readonly string[] {
  if (former === undefined) {
    return ['Then delete the former numbers there; --serverless PATH names them. Left in place they win silently.'];
  }
  const lines = formerLines(serverless, former, starter);
  if (lines.length === 0) return [`${serverless} holds no former numbers of these keys.`];
  return ['Former numbers, which win silently where they stay:', ...lines];
}

async function init(options: InitOptions): Promise<void> {
  if (!options.force) await refuseToOverwrite(options.out, 'add --force to overwrite it');
  const found = await started(options, await consumerOf(options));
  await write(found.starter, options);
  const next = ['', 'Next: rightsizer doctor, then rightsizer plan.'];
  const lines = [...told(found, options), ...formerText(found, options), ...measuredText(found), ...next];
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
    .option('--cluster <name>', 'the name of the ECS cluster')
    .option('--service <name>', 'beside --cluster the name of the ECS service, else the key in rightsizer.yml')
    .option('--ecs-service <name>', 'the name of the ECS service, where --serverless does not tell it')
    .option(
      '--stage <name...>',
      'its stage (default: the one that the names speak of); with --serverless several (default: those of params)',
    )
    .option('--key <key>', "the service's key in rightsizer.yml (default: the service of --serverless, else --service)")
    .option('--serverless <path>', 'the serverless.yml that deploys it: names what to delete there')
    .option('--out <file>', 'where to write', 'rightsizer.yml');
  return withPlaceOptions(command).option('--force', 'overwrite').addHelpText('after', WAYS).action(init);
}
