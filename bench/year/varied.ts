import { type TaskSize, validPairs } from '../../core/model/task-size.ts';
import { seedFor, unitNoise } from '../../local/workload/integer-noise.ts';
import type { Plant } from './plant.ts';

/** By how many doublings a plant's CPU, its memory and the room that it starts with may differ. */
const DOUBLINGS = { cpu: [-1.6, 1.6], memory: [-1, 1.4], room: [-0.2, 1.8] } as const;

/** The smallest pair that has about so much of both. */
function startNear({ cpuUnits, memoryMiB }: TaskSize): TaskSize {
  const pairs = validPairs('LINUX').toSorted((a, b) => a.cpuUnits - b.cpuUnits || a.memoryMiB - b.memoryMiB);
  const found = pairs.find((pair) => pair.cpuUnits >= cpuUnits * 0.75 && pair.memoryMiB >= memoryMiB * 0.75);
  return found ?? (pairs.at(-1) as TaskSize);
}

/**
 * Another service of the same kind: more or less of CPU and memory, with more or less room at first, under another
 * policy, and deployed and measured in another way. The same for the same seed.
 */
export function varied(plant: Plant, seed: number): Plant {
  const own = seedFor(seed, plant.name);
  const times = (kind: keyof typeof DOUBLINGS, index: number) => {
    const [least, most] = DOUBLINGS[kind];
    return 2 ** (least + (most - least) * unitNoise(own, index));
  };
  const oneOf = <Item>(items: readonly Item[], index: number) =>
    items[Math.floor(unitNoise(own, index) * items.length)] as Item;
  const [cpu, memory, room] = [times('cpu', 0), times('memory', 1), times('room', 2)];
  const { tasks, takesMiB, comesUp, boot, sidecar, heap, memoryPercentOfMiB } = plant;
  return {
    ...plant,
    name: `${plant.name} #${seed}`,
    policy: oneOf(['production', 'production', 'development', 'validation'], 3),
    start: startNear({
      cpuUnits: plant.start.cpuUnits * cpu * room,
      memoryMiB: plant.start.memoryMiB * memory * room,
    }),
    deploys: plant.deploys === 'tenADay' ? plant.deploys : oneOf(['daily', 'weekly', 'change'], 4),
    insights: plant.insights ?? oneOf(['none', 'standard', 'enhanced'], 5),
    cpuUnits: (at) => plant.cpuUnits(at) * cpu,
    enoughMiB: (at) => plant.enoughMiB(at) * memory,
    ...(takesMiB && {
      takesMiB: (at, task) => takesMiB(at, { ...task, limitMiB: task.limitMiB / memory }) * memory,
    }),
    ...(comesUp && {
      comesUp: (size) => comesUp({ cpuUnits: size.cpuUnits / cpu, memoryMiB: size.memoryMiB / memory }),
    }),
    ...(tasks && {
      tasks: (at, question) =>
        tasks(at, { ...question, cpuUnits: question.cpuUnits / cpu, taskCpuUnits: question.taskCpuUnits / cpu }),
    }),
    ...(boot && { boot: { ...boot, cpuUnits: boot.cpuUnits * cpu } }),
    ...(sidecar && { sidecar: { ...sidecar, limitMiB: Math.ceil(sidecar.limitMiB * Math.min(1, memory)) } }),
    ...(heap?.maximumMiB && { heap: { ...heap, maximumMiB: Math.round(heap.maximumMiB * memory) } }),
    ...(memoryPercentOfMiB && { memoryPercentOfMiB: memoryPercentOfMiB * memory }),
  };
}
