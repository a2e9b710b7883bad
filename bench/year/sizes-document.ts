import { isValidPair, type TaskSize } from '../../core/model/task-size.ts';

/** The sizes that a deployment reads. */
export interface Sizes {
  readonly task: TaskSize;
  readonly app: TaskSize;
  readonly sidecarMiB?: number;
}

/** The keys as the configuration names them. */
export const KEYS = {
  task: { cpu: 'taskCpu', memory: 'taskMemory' },
  app: { cpu: 'appCpu', memory: 'appMemory' },
  sidecar: { memory: 'sidecarMemory' },
} as const;

/** What a deployment would take from a document; undefined where it would fail. */
export function readSizes(text: string, hasSidecar: boolean): Sizes | undefined {
  const document = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const values = Object.values(document);
  const isComplete = values.length === (hasSidecar ? 5 : 4);
  if (!isComplete || !values.every((value) => typeof value === 'string' && /^\d+$/.test(value))) return undefined;
  const at = ({ cpu, memory }: { readonly cpu: string; readonly memory: string }) => ({
    cpuUnits: Number(document[cpu]),
    memoryMiB: Number(document[memory]),
  });
  const sizes = {
    task: at(KEYS.task),
    app: at(KEYS.app),
    ...(hasSidecar && { sidecarMiB: Number(document[KEYS.sidecar.memory]) }),
  };
  return isValidPair(sizes.task, 'LINUX') && isInside(sizes) ? sizes : undefined;
}

/** Whether the containers fit into their task. Comparisons that NaN fails. */
function isInside({ task, app, sidecarMiB = 0 }: Sizes): boolean {
  return app.cpuUnits <= task.cpuUnits && app.memoryMiB > 0 && app.memoryMiB + sidecarMiB <= task.memoryMiB;
}
