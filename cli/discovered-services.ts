import { isDeepStrictEqual } from 'node:util';
import { type DeclaredContainer, declaredBy, starterKeys, unsizedIn } from '../core/configuration/key-conventions.ts';
import { generatedBy, identityOf, keyFor, policyFor, withPlaceholder } from '../core/configuration/name-conventions.ts';
import { defined } from '../core/model/defined.ts';
import type { ServiceDescription } from '../core/model/service.ts';
import type { ParameterKeys } from '../core/model/sizes.ts';
import type { ListedService } from '../core/ports.ts';
import { namingOver, type StackRule, type Starter } from './init-file.ts';

/** Of a service of which no more is known. */
export const TASK_KEYS = { cpu: 'taskCpu', memory: 'taskMemory' };

export interface Discovered {
  readonly region: string;
  readonly listed: ListedService;
  readonly stage: string;
}

/** One service in its stages: what stands for it in a rightsizer.yml, and the services in the order of its stages. */
export interface DiscoveredGroup {
  readonly key: string;
  readonly members: readonly Discovered[];
}

/** Services that are the same but for their stage, as one; two of one stage stay apart. */
export function groupsOf(discovered: readonly Discovered[]): readonly DiscoveredGroup[] {
  const groups: { readonly identity: string; readonly name: string; readonly members: Discovered[] }[] = [];
  for (const each of discovered) {
    const parts = identityOf(each.listed, each.stage);
    const identity = JSON.stringify([generatedBy(each.listed) !== undefined, each.region, ...parts]);
    const fitting = groups.find((group) => group.identity === identity && !hasStage(group.members, each.stage));
    if (fitting === undefined) groups.push({ identity, name: keyFor(each.listed, each.stage), members: [each] });
    else fitting.members.push(each);
  }
  const taken = new Set<string>();
  return groups.map(({ name, members }) => ({ key: freeKey(name, taken), members }));
}

function hasStage(members: readonly Discovered[], stage: string): boolean {
  return members.some((member) => member.stage === stage);
}

function freeKey(name: string, taken: Set<string>): string {
  let key = name;
  for (let count = 2; taken.has(key); count += 1) key = `${name}-${count}`;
  taken.add(key);
  return key;
}

/** How a rightsizer.yml speaks of a service in its stages. */
export function starterOf(
  { key, members }: DiscoveredGroup,
  parameters: ParameterKeys,
  unsized: readonly string[] = [],
): Starter {
  const stages = members.map(({ stage }) => stage);
  const find = commonRule(members, stages);
  const { common, own } = namingOver(
    stages,
    members.map(({ listed }) => listed),
  );
  return {
    key,
    ...defined({ region: members[0]?.region }),
    ...(find === undefined ? common : { find }),
    stages: stages.map((name, index) => {
      return { name, policy: policyFor(name), isDefault: false, ...(find === undefined && own(index)) };
    }),
    parameters,
    unsized,
  };
}

/** The stack and logical id by which all stages are found; undefined where people named one of them. */
function commonRule(members: readonly Discovered[], stages: readonly string[]): StackRule | undefined {
  const rules = members.flatMap(({ listed }) => generatedBy(listed) ?? []);
  const [first] = rules;
  if (first === undefined || rules.length < members.length) return undefined;
  const names = rules.map(({ stack }, index) => withPlaceholder(stack, stages[index] ?? ''));
  const [stack, ...others] = new Set(names);
  return stack === undefined || others.length > 0 ? undefined : { stack, logicalId: first.logicalId };
}

/** Keys for what each stage that runs declares; those of the first one stand for all that do not differ. */
export function keyed(group: DiscoveredGroup, descriptions: ReadonlyMap<string, ServiceDescription>): Starter {
  const declared = group.members.map(({ stage }) => {
    const description = descriptions.get(`${group.key}/${stage}`);
    return description?.kind === 'running' ? description.containers.map(declaredBy) : undefined;
  });
  const keys = declared.map(
    (containers, index) => containers && keysFor(containers, group.members[index]?.stage ?? ''),
  );
  const common = keys.find((each) => each !== undefined) ?? { task: TASK_KEYS, containers: {} };
  const starter = starterOf(group, common, unsizedIn(declared.find((each) => each !== undefined) ?? []));
  const stages = starter.stages.map((stage, index) => {
    const parameters = keys[index];
    return parameters === undefined || isDeepStrictEqual(parameters, common) ? stage : { ...stage, parameters };
  });
  return { ...starter, stages };
}

/** The same keys in every stage, also where a container is named after its stage. */
function keysFor(containers: readonly DeclaredContainer[], stage: string): ParameterKeys {
  const common = ({ name }: DeclaredContainer) => withPlaceholder(name, stage).replaceAll('{stage}', '') || name;
  const keys = starterKeys(
    containers.map((each) => ({ ...each, name: common(each) })),
    () => undefined,
  );
  const named = containers.flatMap((each) => {
    const own = keys.containers[common(each)];
    return own === undefined ? [] : [[each.name, own] as const];
  });
  return { ...keys, containers: Object.fromEntries(named) };
}
