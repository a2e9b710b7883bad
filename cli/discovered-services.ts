import { RESERVED_STAGES } from '../core/configuration/names.ts';
import type { ParameterKeys } from '../core/model/sizes.ts';
import type { ListedService } from '../core/ports.ts';
import type { StackRule, Starter } from './init-file.ts';
import { commonName, policyFor, stageIn, withoutStage, withPlaceholder } from './init-names.ts';

/** A service of an account and region, and what is told of it. */
export interface Discovered {
  readonly region: string;
  readonly listed: ListedService;
  readonly stage: string;
}

/** One service in its stages: what stands for it in a rightsizer.yml, and the services themselves in the order of its stages. */
export interface DiscoveredGroup {
  readonly key: string;
  readonly members: readonly Discovered[];
}

const STAGE_TAG = /^(stage|env|environment)$/i;
const STACK_TAG = 'aws:cloudformation:stack-name';
const LOGICAL_ID_TAG = 'aws:cloudformation:logical-id';

/** The stage of a service: what a tag says, else what its names say, else `production`, which is sized with most care. */
export function stageOf({ cluster, service, tags }: ListedService): string {
  const [, tagged] = Object.entries(tags).find(([key]) => STAGE_TAG.test(key)) ?? [];
  const isStage = tagged !== undefined && /^[\w-]{1,100}$/.test(tagged) && !RESERVED_STAGES.includes(tagged);
  return (isStage ? tagged : stageIn(cluster, service, tags[STACK_TAG] ?? '')) ?? 'production';
}

/** The stack that made a service with generated names; undefined where a person named it. */
function generatedBy({ cluster, service, tags }: ListedService): StackRule | undefined {
  const { [STACK_TAG]: stack, [LOGICAL_ID_TAG]: logicalId } = tags;
  if (stack === undefined || logicalId === undefined) return undefined;
  const isGenerated =
    service.startsWith(`${stack}-${logicalId}-`) || new RegExp(`^${stack}-\\w+-\\w{8,}$`).test(cluster);
  return isGenerated ? { stack, logicalId } : undefined;
}

/** What is the same for all stages of a service. */
function identityOf({ listed, stage, region }: Discovered): readonly string[] {
  const rule = generatedBy(listed);
  if (rule !== undefined) return [region, withoutStage(rule.stack, stage), rule.logicalId];
  return [region, withoutStage(listed.cluster, stage), withoutStage(listed.service, stage)];
}

/** Services that are the same but for their stage, as one; two of one stage stay apart. */
export function groupsOf(discovered: readonly Discovered[]): readonly DiscoveredGroup[] {
  const groups: { readonly identity: string; readonly name: string; readonly members: Discovered[] }[] = [];
  for (const each of discovered) {
    const parts = identityOf(each);
    const identity = JSON.stringify([generatedBy(each.listed) !== undefined, ...parts]);
    const fitting = groups.find((group) => group.identity === identity && !hasStage(group.members, each.stage));
    if (fitting === undefined) groups.push({ identity, name: nameOf(parts), members: [each] });
    else fitting.members.push(each);
  }
  const taken = new Set<string>();
  return groups.map(({ name, members }) => ({ key: freeKey(name, taken), members }));
}

function hasStage(members: readonly Discovered[], stage: string): boolean {
  return members.some((member) => member.stage === stage);
}

/** @example nameOf(['us-east-1', 'shop', 'shop-api']) // 'shop-api' */
function nameOf([, first = '', second = '']: readonly string[]): string {
  const name = second.startsWith(first) ? second : [first, second].filter((part) => part !== '').join('-');
  return name.replace(/[^\w-]/g, '').slice(0, 90) || 'service';
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
  const rule = commonRule(members, stages);
  const cluster = commonName(
    members.map(({ listed }) => listed.cluster),
    stages,
  );
  const service = commonName(
    members.map(({ listed }) => listed.service),
    stages,
  );
  const region = members[0]?.region;
  return {
    key,
    ...(region !== undefined && { region }),
    ...(rule !== undefined && { find: rule }),
    ...(rule === undefined && cluster !== undefined && { cluster }),
    ...(rule === undefined && service !== undefined && { service }),
    stages: members.map(({ stage, listed }) => ({
      name: stage,
      policy: policyFor(stage),
      isDefault: false,
      ...(rule === undefined && cluster === undefined && { cluster: listed.cluster }),
      ...(rule === undefined && service === undefined && { service: listed.service }),
    })),
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
