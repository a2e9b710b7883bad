import { access, readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { parse } from 'yaml';
import type { Target } from '../core/configuration/configuration.ts';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';
import { toDocument } from '../core/publication/sizes-document.ts';
import { oneLine } from '../core/report/one-line.ts';
import type { RunningService } from '../core/service.ts';
import { runningSizes } from '../core/sizing/running-sizes.ts';
import { parseServerlessFile, type ServerlessFile } from '../run/doctor/serverless-file.ts';
import { policyFor, type Starter, stageIn, starterFile, starterKeys } from './init-file.ts';
import { consumerLines, formerLines, knownKeyIn } from './init-lines.ts';
import { regionOf } from './shell-run.ts';
import { terminalLog } from './terminal-log.ts';

interface InitOptions {
  readonly cluster: string;
  readonly service: string;
  readonly stage?: string;
  readonly key?: string;
  readonly serverless?: string;
  readonly out: string;
  readonly region?: string;
  readonly force?: boolean;
}

const NO_DEADLINE = new AbortController().signal;

async function refuseToOverwrite({ out, force }: InitOptions): Promise<void> {
  if (force) return;
  const isThere = await access(out).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Error(`${out} exists. Nothing was written; add --force to overwrite it.`);
}

async function serverlessOf({ serverless }: InitOptions): Promise<ServerlessFile | undefined> {
  if (serverless === undefined) return undefined;
  try {
    return parseServerlessFile(await readFile(serverless, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`--serverless ${serverless}: ${why}`, { cause });
  }
}

/** The starter without what only the running service tells; also checks the names that were typed. */
function draftOf(options: InitOptions, file: ServerlessFile | undefined): Omit<Starter, 'unsized'> {
  const { cluster, service, stage = stageIn(cluster, service) } = options;
  const key =
    options.key ?? (file?.service !== undefined && /^[\w-]{1,100}$/.test(file.service) ? file.service : service);
  const parameters = { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: {} };
  return { key, stage, cluster, service, policy: policyFor(stage), parameters };
}

function targetOf({ key, stage, cluster, service, policy, parameters }: Omit<Starter, 'unsized'>): Target {
  const services = { [key]: { cluster, service, parameters, stages: { [stage]: { policy } } } };
  const [target] = parseConfiguration({ services }, 'What was typed').targets;
  if (target === undefined) throw new Error('Name the service in ECS with --cluster and --service.');
  return target;
}

async function runningService(target: Target, options: InitOptions): Promise<RunningService> {
  // Loaded when asked for: the SDK would slow every other command down.
  const { compose } = await import('../run/compose.ts');
  const account = compose({ log: terminalLog(false), ...regionOf(options) }).accountOf(target);
  const service = (await account.services.describe([target], NO_DEADLINE)).get(target.id);
  if (service?.kind === 'running') return service;
  const why = service?.kind === 'failed' ? service.message : (service?.detail ?? 'ECS said nothing about it.');
  throw new Error(`Nothing was written. ${why}`);
}

/** Never a file that the next command would refuse. */
async function write(starter: Starter, { out, force }: InitOptions): Promise<void> {
  const text = starterFile(starter);
  parseConfiguration(parse(text), out);
  await writeFile(out, text, { flag: force ? 'w' : 'wx' });
}

function told(starter: Starter, running: RunningService, { out }: InitOptions): readonly string[] {
  const { parameters, stage, policy } = starter;
  const sizes = toDocument(runningSizes(running, parameters), parameters);
  const { cpuUnits, memoryMiB } = running.taskSize;
  return [
    `Wrote ${out}: stage ${stage}, policy ${policy}, mode propose; ${cpuUnits} CPU / ${memoryMiB} MiB run now.`,
    '',
    'Put these lines into the serverless.yml of the service; every stage needs all keys in its fallback:',
    '',
    ...consumerLines(starter, sizes),
    '',
  ];
}

function formerText(starter: Starter, file: ServerlessFile | undefined, { serverless = '' }: InitOptions) {
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
  const draft = draftOf(options, file);
  const running = await runningService(targetOf(draft), options);
  const parameters = starterKeys(running.containers, knownKeyIn(file));
  const unsized = running.containers.flatMap(({ name }) => (parameters.containers[name] === undefined ? [name] : []));
  const starter = { ...draft, parameters, unsized };
  await write(starter, options);
  const next = ['', 'Next: rightsizer doctor, then rightsizer plan.'];
  const lines = [...told(starter, running, options), ...formerText(starter, file, options), ...next];
  process.stdout.write(`${lines.map(oneLine).join('\n')}\n`);
}

/** `rightsizer init`: a first rightsizer.yml from a service that runs. */
export function initCommand(): Command {
  return new Command('init')
    .description('writes a rightsizer.yml for a running service, and says what its serverless.yml needs')
    .requiredOption('--cluster <name>', 'the name of the ECS cluster')
    .requiredOption('--service <name>', 'the name of the ECS service')
    .option('--stage <name>', 'its stage (default: the one that the names speak of, else production)')
    .option('--key <key>', "the service's key in rightsizer.yml (default: the service of --serverless, else --service)")
    .option('--serverless <path>', 'the serverless.yml that deploys it: names what to delete there')
    .option('--out <file>', 'where to write', 'rightsizer.yml')
    .option('--region <region>', 'the region of the service (default: AWS_REGION)')
    .option('--force', 'overwrite')
    .addHelpText('after', '\nExit status: 0 written, 1 nothing was written.')
    .action(init);
}
