import type { TaskSize } from './fargate-grid.ts';

/** The two resources of a Fargate task that are sized. */
export const RESOURCES = ['cpu', 'memory'] as const;
export type Resource = (typeof RESOURCES)[number];

/** Where a resource stands in a size. */
export const SIDES = { cpu: 'cpuUnits', memory: 'memoryMiB' } as const satisfies Record<Resource, keyof TaskSize>;
