import { Command } from 'commander';
import type { Target } from '../core/configuration/configuration.ts';
import { declaredBy, starterKeys, unsizedIn } from '../core/configuration/key-conventions.ts';
import { policyFor, stageIn, withPlaceholder } from '../core/configuration/name-conventions.ts';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';
import type { RunningService } from '../core/model/service.ts';
import { oneLine } from '../core/model/visible.ts';
import type { ServiceQuestion } from '../core/ports.ts';
import { toDocument } from '../core/publication/sizes-document.ts';
import { runningSizes } from '../core/sizing/running-sizes.ts';
import { NO_DEADLINE } from '../run/clock.ts';
import { type Consumer, readConsumer } from '../run/consumer/consumer.ts';
import { declaredService } from '../run/consumer/declared-service.ts';
import { sizesIn } from '../run/consumer/serverless-file.ts';
import { RefusedError } from '../run/people/acting.ts';
import { writeStarters } from './init-file.ts';
import { consumerLines, formerLines, type InitOptions, knownKeyIn, type Started } from './init-lines.ts';
import { startedFromServerless } from './init-serverless.ts';
import { refuseToOverwrite } from './output.ts';
import { withPlaceOptions, worldOf } from './place.ts';

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
  await writeStarters(options.out, [found.starter], !options.force);
  const next = ['', 'Next: rightsizer doctor, then rightsizer plan.'];
  const lines = [...told(found, options), ...formerText(found, options), ...measuredText(found), ...next];
  process.stdout.write(`${lines.map(oneLine).join('\n')}\n`);
}

const WAYS = `
Two ways:
  --cluster NAME --service NAME     one stage, from the ECS service that runs
  --serverless PATH                 all stages, from the serverless.yml that deploys it; asks nothing of AWS

Exit status: 0 written, 1 nothing was written.`;

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

/** What only the running service tells is still missing; also checks the names that were typed. */
function targetOf(key: string, stage: string, { cluster, service }: ServiceQuestion): Target {
  const parameters = { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: {} };
  const stages = { [stage]: { policy: policyFor(stage) } };
  const services = { [key]: { cluster, service, parameters, stages } };
  const [target] = parseConfiguration({ services }, 'What was typed').targets;
  if (target === undefined) throw new Error('Name the service in ECS with --cluster and --service.');
  return target;
}

async function runningService(target: Target, options: InitOptions): Promise<RunningService> {
  const account = (await worldOf(options)).accountOf(target);
  const service = (await account.services.describe([target], NO_DEADLINE)).get(target.id);
  if (service?.kind === 'running') return service;
  const why = service?.kind === 'failed' ? service.message : (service?.detail ?? 'ECS said nothing about it.');
  throw new Error(`Nothing was written. ${why}`);
}

/** The sizes of the one service in a file, of all where it cannot be told which one that is. */
function declaredSizes({ file }: Consumer, { stage, service }: { readonly stage: string; readonly service: string }) {
  try {
    return sizesIn(declaredService(file, stage, service).taskDefinition);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return file.sizes;
  }
}

/** A first rightsizer.yml for one stage of a service that runs; `consumer` says which keys it uses already. */
async function startedFromService(
  names: ServiceQuestion,
  options: InitOptions,
  consumer: Consumer | undefined,
): Promise<Started> {
  const { cluster, service } = names;
  const [stage = stageIn(cluster, service) ?? 'production', ...others] = options.stage ?? [];
  if (others.length > 0) throw new Error('--stage: a service that runs is in one stage.');
  const said = consumer?.file.service;
  const key = options.key ?? (said !== undefined && /^[\w-]{1,100}$/.test(said) ? said : service);
  const sizes = consumer === undefined ? [] : declaredSizes(consumer, { stage, service });
  const running = await runningService(targetOf(key, stage, names), options);
  const containers = running.containers.map(declaredBy);
  const parameters = starterKeys(containers, knownKeyIn(sizes));
  const document = toDocument(runningSizes(running, parameters), parameters);
  const policy = policyFor(stage);
  const { cpuUnits, memoryMiB } = running.taskSize;
  return {
    starter: {
      key,
      cluster: withPlaceholder(cluster, stage),
      service: withPlaceholder(service, stage),
      stages: [{ name: stage, policy, isDefault: false }],
      parameters,
      unsized: unsizedIn(containers),
    },
    fallbacks: ['default', stage].map((name) => ({ name, sizes: document })),
    summary: `stage ${stage}, policy ${policy}, mode propose; ${cpuUnits} CPU / ${memoryMiB} MiB run now.`,
    ...(consumer !== undefined && { former: { consumer, sizes } }),
  };
}
