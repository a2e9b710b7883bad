import type { RawEvidence } from '../../core/decision/read-evidence.ts';
import type { Deployment } from '../../core/model/service.ts';
import type { ServiceMetrics } from '../../core/model/service-metrics.ts';
import type { TaskSize } from '../../core/model/task-size.ts';
import { expectedPoints, lookbackWindow, type Window } from '../../core/model/time.ts';
import { service, size } from './builders.ts';

export const DAY_MILLISECONDS = 86_400_000;
const END = Date.parse('2026-11-23T06:00:00Z');

/** So many days before the schedule's time, at 300 s. */
export function days(count: number): Window {
  return lookbackWindow(END, count);
}

/** One value for each point of a window. */
export function pointsOf(window: Window, valueAt: (index: number) => number): Float64Array {
  return Float64Array.from({ length: expectedPoints(window) }, (_, index) => valueAt(index));
}

/** A series in which average and maximum are one. */
export function bothOf(values: Float64Array) {
  return { average: values, maximum: values };
}

/** A deployment that brings a size and takes five minutes. */
export function deployed(startedAt: number, taskSize: TaskSize, fields: Partial<Deployment> = {}): Deployment {
  const revision = { taskDefinitionArn: `arn:${taskSize.cpuUnits}`, taskSize, images: {} };
  return { startedAt, finishedAt: startedAt + 300_000, outcome: 'successful', revision, ...fields };
}

/** What ran before a deployment. */
export function ranBefore(taskSize: TaskSize) {
  return { taskDefinitionArn: `arn:${taskSize.cpuUnits}`, taskSize, images: {} };
}

/** Everything that is read of a service: flat 10 % of CPU, 50 % of memory, no deployments, kills recorded. */
export function rawEvidence(
  fields: Omit<Partial<RawEvidence>, 'metrics'> & { readonly metrics?: Partial<ServiceMetrics> } = {},
) {
  const { window = days(28), metrics, ...rest } = fields;
  return {
    service: service({ taskSize: size(2048, 6144) }),
    history: { kind: 'known', deployments: [] },
    scaling: { kind: 'known', policies: [] },
    ...rest,
    window,
    metrics: {
      cpu: bothOf(pointsOf(window, () => 10)),
      memory: bothOf(pointsOf(window, () => 50)),
      containers: {},
      killsRecordedAt: window.endTime,
      ...metrics,
    },
  } satisfies RawEvidence;
}
