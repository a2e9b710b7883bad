import type { TaskSize } from './fargate-grid.ts';

export const RESOURCES = ['cpu', 'memory'] as const;
export type Resource = (typeof RESOURCES)[number];

/** Where a resource stands in a size. */
export const SIDES = { cpu: 'cpuUnits', memory: 'memoryMiB' } as const satisfies Record<Resource, keyof TaskSize>;

/** What is said of each resource; one of which nothing is said is absent. */
export function byResource<Value>(
  said: (resource: Resource) => Value | undefined,
): Readonly<Partial<Record<Resource, Value>>> {
  const found = RESOURCES.map((resource) => [resource, said(resource)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** A size of what is said of each of its sides. */
export function bySide(amountOf: (side: keyof TaskSize) => number): TaskSize {
  return { cpuUnits: amountOf('cpuUnits'), memoryMiB: amountOf('memoryMiB') };
}
