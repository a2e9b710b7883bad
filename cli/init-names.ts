import { commonName } from '../core/configuration/name-conventions.ts';
import { defined } from '../core/model/defined.ts';
import type { StageFile } from '../run/consumer/consumer.ts';
import {
  type DeclaredName,
  type DeclaredNames,
  type DeclaredService,
  declaredNames,
} from '../run/consumer/declared-service.ts';
import { shown } from '../run/consumer/serverless-yaml.ts';
import type { StackRule, Starter, StarterStage } from './init-file.ts';
import type { InitOptions } from './init-lines.ts';

/** A service as it is in every stage of its file. */
export interface NamedStages {
  readonly declared: DeclaredService;
  readonly stages: readonly StageFile[];
}

interface Asked {
  readonly what: 'cluster' | 'service';
  readonly option: string;
  readonly typed: string | undefined;
}

/** What a person typed, else what the file says: one name, or one by stage. */
function namesOver({ stages }: NamedStages, all: readonly DeclaredNames[], { what, option, typed }: Asked) {
  return all.map(({ [what]: declared }) => {
    const name = typed ?? (declared.kind === 'named' ? declared.name : undefined);
    if (name !== undefined) return name;
    const why = `The name of the ECS ${what} cannot be told (${whyNot(declared)})`;
    throw new Error(`${why}: name it with ${option}; {stage} is the stage.${unsetHint(stages)}`);
  });
}

/** Variables of the environment that deployments know and this shell does not. */
function unsetHint(stages: readonly StageFile[]): string {
  const found = stages.flatMap(({ file }) => [...file.text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => name));
  return found.length === 0 ? '' : ` Or set ${[...new Set(found)].join(', ')}, as your deployments do.`;
}

function whyNot(declared: DeclaredName): string {
  if (declared.kind === 'generated') return 'CloudFormation makes one';
  const value = declared.kind === 'unknown' ? declared.value : undefined;
  return value === undefined ? 'it does not say' : `it says ${shown(value)}`;
}

/** What a starter says about the names in ECS: one for all stages, or each its own. */
interface Naming {
  readonly common: Pick<Starter, 'cluster' | 'service' | 'find'>;
  own(index: number): Pick<StarterStage, 'cluster' | 'service'>;
}

/** The names in ECS, or by what the service is found where CloudFormation makes them and nobody typed them. */
export function ecsNames(staged: NamedStages, { cluster, ecsService }: InitOptions): Naming {
  const { declared, stages } = staged;
  const all = stages.map(({ file, stage }) => declaredNames(file, stage, declared.path));
  // What chose one of several by its logical id is not its name.
  const typed = all.some(({ logicalId }) => logicalId === ecsService) ? undefined : ecsService;
  const find = cluster === undefined && typed === undefined ? foundIn(staged, all) : undefined;
  if (find !== undefined) return { common: { find }, own: () => ({}) };
  const clusters = namesOver(staged, all, { what: 'cluster', option: '--cluster', typed: cluster });
  const services = namesOver(staged, all, { what: 'service', option: '--ecs-service', typed });
  const names = stages.map(({ stage }) => stage);
  const common = { cluster: commonName(clusters, names), service: commonName(services, names) };
  const own = (index: number) => ({
    ...(common.cluster === undefined && { cluster: clusters[index] ?? '' }),
    ...(common.service === undefined && { service: services[index] ?? '' }),
  });
  return { common: defined(common), own };
}

/** The stack of a service with a generated name, or in a cluster with one; undefined where it has none or it is not told. */
function foundIn({ stages }: NamedStages, all: readonly DeclaredNames[]): StackRule | undefined {
  const isGenerated = all.some(({ cluster, service }) => [cluster.kind, service.kind].includes('generated'));
  const stacks = all.flatMap(({ stack }) => stack ?? []);
  const [logicalId, ...others] = new Set(all.map((each) => each.logicalId));
  if (!isGenerated || logicalId === undefined || others.length > 0 || stacks.length < all.length) return undefined;
  const stack = commonName(
    stacks,
    stages.map(({ stage }) => stage),
  );
  return stack === undefined ? undefined : { stack, logicalId };
}
