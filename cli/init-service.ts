import type { Target } from '../core/configuration/configuration.ts';
import { declaredBy, starterKeys, unsizedIn } from '../core/configuration/key-conventions.ts';
import { policyFor, stageIn, withPlaceholder } from '../core/configuration/name-conventions.ts';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';
import type { RunningService } from '../core/model/service.ts';
import { toDocument } from '../core/publication/sizes-document.ts';
import { runningSizes } from '../core/sizing/running-sizes.ts';
import type { Consumer } from '../run/consumer/consumer.ts';
import { declaredService } from '../run/consumer/declared-service.ts';
import { sizesIn } from '../run/consumer/serverless-file.ts';
import { NO_DEADLINE } from '../run/deadline.ts';
import { RefusedError } from '../run/people/acting.ts';
import { type InitOptions, knownKeyIn, type Started } from './init-lines.ts';
import { placeOf } from './place.ts';
import { terminalLog } from './terminal.ts';

/** The names of a running service. */
export interface RunningNames {
  readonly cluster: string;
  readonly service: string;
}

/** What only the running service tells is still missing; also checks the names that were typed. */
function targetOf(key: string, stage: string, { cluster, service }: RunningNames): Target {
  const parameters = { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: {} };
  const stages = { [stage]: { policy: policyFor(stage) } };
  const services = { [key]: { cluster, service, parameters, stages } };
  const [target] = parseConfiguration({ services }, 'What was typed').targets;
  if (target === undefined) throw new Error('Name the service in ECS with --cluster and --service.');
  return target;
}

async function runningService(target: Target, options: InitOptions): Promise<RunningService> {
  const { region } = await placeOf(options);
  // Loaded when asked for: the SDK would slow every other command down.
  const { compose } = await import('../run/compose.ts');
  const account = compose({ log: terminalLog(false), ...(region && { region }) }).accountOf(target);
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
export async function startedFromService(
  names: RunningNames,
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
