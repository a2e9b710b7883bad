import { type ContainerDefinition, countedMemoryMiB, partOf } from '../model/service.ts';
import {
  type ContainerSize,
  MINIMUM_CONTAINER_MEMORY_MIB,
  type ParameterKeys,
  publishedNumbers,
  type Sizes,
  sum,
} from '../model/sizes.ts';
import type { TaskSize } from '../model/task-size.ts';
import { boundsOf, type ContainerBounds, keysOf, partKey, reserves } from './key-groups.ts';

export interface FitInput {
  readonly task: TaskSize;
  readonly containers: readonly ContainerDefinition[];
  readonly keys: ParameterKeys;
  readonly bounds: ReadonlyMap<string, ContainerBounds>;
  /** The memory of the containers need not fit side by side: it did not where they run. */
  readonly overlaps?: boolean;
  /** Memory that the task uses beside its containers, and that none of them gets. */
  readonly besideMiB?: number;
}

/** Stands for a number that is not published; never a key of a document. */
const NO_KEY = '';

/** The value of each published key: numbers that share a key cannot differ. */
type Amounts = Map<string, number>;

/** What a container that no key publishes counts with: what it declares, or the memory it was observed to use. */
function unpublished(container: ContainerDefinition, side: keyof TaskSize, { bounds }: FitInput): number {
  if (side === 'cpuUnits') return container.cpuUnits ?? 0;
  const { minimum, needed } = boundsOf(bounds, container.name);
  // The task was made to hold its floor: what others got of that would be asked for again, and would grow the task.
  return Math.max(countedMemoryMiB(container) ?? needed.memoryMiB, minimum.memoryMiB);
}

/** What a container has of one resource of the task. */
interface Room {
  readonly container: ContainerDefinition;
  readonly amount: number;
}

type ContainerPart = Part & { readonly container: ContainerDefinition };
type Got<P> = P & { readonly amount: number };

/** What is kept free of containers: as much as they do not need themselves. */
function roomBeside(free: number, parts: readonly Part[], { besideMiB = 0 }: FitInput): number {
  const needed = sum(parts.map((part) => Math.ceil(Math.max(part.minimum, part.needed, MINIMUM_CONTAINER_MEMORY_MIB))));
  return Math.min(besideMiB, Math.max(0, free - needed));
}

/** Each keeps its limit, or gets what it needs if that is more, whatever others have. Without one: the whole task. */
function besideEachOther(total: number, parts: readonly ContainerPart[], least: number): readonly Got<ContainerPart>[] {
  const amounts = new Map<string, number>();
  for (const { key, container, minimum, needed } of parts) {
    const wanted = [least, countedMemoryMiB(container) ?? total, minimum, needed, amounts.get(key) ?? 0];
    amounts.set(key, Math.min(total, Math.ceil(Math.max(...wanted))));
  }
  return parts.map((part) => ({ ...part, amount: amounts.get(part.key) as number }));
}

/** Splits one resource of the task over its containers, and notes the amount of each key that counts. */
function divide(input: FitInput, side: keyof TaskSize, amounts: Amounts): readonly Room[] {
  const total = input.task[side];
  const taskKey = side === 'cpuUnits' ? input.keys.task.cpu : input.keys.task.memory;
  const fixed: Room[] = [];
  const parts: ContainerPart[] = [];
  for (const container of input.containers) {
    const { minimum, needed } = boundsOf(input.bounds, container.name);
    const key = partKey(container, side, input.keys);
    if (key === undefined) fixed.push({ container, amount: unpublished(container, side, input) });
    else if (key === taskKey) fixed.push({ container, amount: total });
    else {
      const declared = partOf(container, side);
      const claims = { essential: container.essential, minimum: minimum[side], needed: needed[side] };
      parts.push({ container, key, ...claims, ...(declared !== undefined && { declared }) });
    }
  }
  const least = side === 'cpuUnits' ? 1 : MINIMUM_CONTAINER_MEMORY_MIB;
  const free = Math.max(0, total - sum(fixed.map(({ amount }) => amount)));
  const beside = side === 'memoryMiB' ? roomBeside(free, parts, input) : 0;
  const isShared = side === 'memoryMiB' && input.overlaps === true;
  const shares = isShared ? besideEachOther(total, parts, least) : distribute(free - beside, parts, least);
  for (const { key, amount } of [{ key: taskKey, amount: total }, ...shares]) amounts.set(key, amount);
  return [...fixed, ...shares];
}

/**
 * Hard limits beside a reservation, which do not count in the task: what the container has now or what nobody else has
 * been given, whichever is more, within the task. One that shares its key with a limit that counts is left at that.
 */
function setLimits({ task, keys }: FitInput, rooms: readonly Room[], amounts: Amounts): void {
  const left = task.memoryMiB - sum(rooms.map(({ amount }) => amount));
  const counting = rooms.filter(({ container }) => !reserves(container, keys));
  const counted = new Set(counting.map(({ container }) => partKey(container, 'memoryMiB', keys)));
  const free = rooms.filter(({ container }) => reserves(container, keys));
  for (const { container, amount } of free) {
    const { memory } = keysOf(keys, container);
    if (memory === undefined || counted.has(memory)) continue;
    const limit = Math.max(amounts.get(memory) ?? 0, container.memoryMiB ?? 0, amount + Math.max(1, left));
    amounts.set(memory, Math.min(task.memoryMiB, limit));
  }
}

/** ECS wants a reservation below its container's limit: where a limit cannot be higher, the reservation is lower. */
function lowerReservations({ containers, keys }: FitInput, amounts: Amounts): void {
  for (const container of containers) {
    const { memory = NO_KEY, memoryReservation = NO_KEY } = keysOf(keys, container);
    const reservation = amounts.get(memoryReservation);
    const limit = amounts.get(memory) ?? container.memoryMiB;
    if (reservation === undefined || limit === undefined) continue;
    amounts.set(memoryReservation, Math.min(reservation, limit - 1));
  }
}

/**
 * Fits the containers inside a task: what a container declares and no key publishes stays; the others get at least
 * their minimum, then what they need, and all share what the task has left, in proportion to what they have or declare,
 * because it is paid for.
 *
 * For example: task 4096 MiB, `connect` needs 3750, declares 4096, `sidecar` needs 60, declares 2048 // 3941 and 155
 */
export function fitContainers(input: FitInput): Sizes {
  const amounts: Amounts = new Map();
  divide(input, 'cpuUnits', amounts);
  const rooms = divide(input, 'memoryMiB', amounts);
  setLimits(input, rooms, amounts);
  lowerReservations(input, amounts);
  return { task: input.task, containers: namedSizes(input, amounts) };
}

function namedSizes({ containers, keys }: FitInput, amounts: Amounts): Readonly<Record<string, ContainerSize>> {
  const sizes = new Map<string, ContainerSize>();
  const names = new Set(containers.map(({ name }) => name));
  for (const { key, container, field } of publishedNumbers(keys)) {
    const amount = amounts.get(key);
    if (amount === undefined || container === undefined || !names.has(container)) continue;
    sizes.set(container, { ...sizes.get(container), [field]: amount });
  }
  return Object.fromEntries(sizes);
}

/** One claim on a total: a number that is published under `key`; claims with one key get one amount. */
export interface Part {
  readonly key: string;
  readonly essential: boolean;
  readonly minimum: number;
  readonly needed: number;
  /** What it has where it runs; absent where it has no limit of its own. */
  readonly declared?: number;
}

interface Group<P> {
  readonly key: string;
  readonly parts: P[];
  minimum: number;
  needed: number;
  amount: number;
}

/** One group a key, in the order of the keys, so that the order of containers decides nothing. */
function groupByKey<P extends Part>(parts: readonly P[], least: number): readonly Group<P>[] {
  const groups = new Map<string, Group<P>>();
  for (const part of parts) {
    const { key } = part;
    const group = groups.get(key) ?? { key, parts: [], minimum: least, needed: least, amount: 0 };
    group.parts.push(part);
    group.minimum = Math.max(group.minimum, Math.ceil(part.minimum));
    group.needed = Math.max(group.needed, group.minimum, Math.ceil(part.needed));
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

type Claim = (group: Group<Part>) => number;

/** What the groups claim together; a group claims once for each of its parts. */
function together(groups: readonly Group<Part>[], claim: Claim): number {
  return groups.reduce((total, group) => total + group.parts.length * claim(group), 0);
}

/** Adds up to `budget` to the groups in proportion to claims, in whole units, at most a claim when `capped`. */
function grant(
  groups: readonly Group<Part>[],
  claim: Claim,
  { budget, capped }: { readonly budget: number; readonly capped: boolean },
): void {
  const total = together(groups, claim);
  if (!(total > 0 && budget > 0)) return;
  const share = capped ? Math.min(1, budget / total) : budget / total;
  for (const group of groups) group.amount += Math.floor(claim(group) * share);
}

/** By which share of the slack goes: what a part declares, or has got where that is more. */
function slackClaim(groups: readonly Group<Part>[], total: number): Claim {
  const parts = groups.flatMap((group) => group.parts);
  const isOpen = ({ declared, essential }: Part) => declared === undefined && essential;
  const declared = parts.reduce((all, part) => all + (part.declared ?? 0), 0);
  // Without a limit an essential part may use all that the others leave.
  const open = Math.max(0, total - declared) / Math.max(1, parts.filter(isOpen).length);
  return ({ amount, parts: own }) => Math.max(amount, ...own.map((part) => part.declared ?? (isOpen(part) ? open : 0)));
}

/**
 * Splits a total over parts in whole units: everybody's minimum first, then what is needed (in proportion, when it is
 * too little for all), then the rest to all in proportion to what they have or declare. The result passes the total
 * only when the minimums do.
 *
 * @param least - The smallest amount anything may have.
 * For example: distribute(100, [a needs 40, b needs 20], 1) // a 67, b 33
 */
export function distribute<P extends Part>(total: number, parts: readonly P[], least: number): readonly Got<P>[] {
  const groups = groupByKey(parts, least);
  for (const group of groups) group.amount = group.minimum;
  const left = () => Math.max(0, total - together(groups, ({ amount }) => amount));
  grant(groups, ({ needed, minimum }) => needed - minimum, { budget: left(), capped: true });
  grant(groups, slackClaim(groups, total), { budget: left(), capped: false });
  // Rounding leaves less than a unit for each.
  for (const group of groups) if (left() >= group.parts.length) group.amount += 1;
  return groups.flatMap((group) => group.parts.map((part) => ({ ...part, amount: group.amount })));
}
