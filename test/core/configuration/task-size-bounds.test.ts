import { describe, expect, it } from 'vitest';
import type { TaskSizeBound } from '../../../core/configuration/configuration.ts';
import { fileWith, problemsOf } from './file-builder.ts';

const above = (field: string, maximum: number) => `must not be above maximumTaskSize.${field}, which is ${maximum}`;
const none = (minimum: string) => `leaves no valid Fargate size above minimumTaskSize, which is ${minimum}`;

describe('the bounds of a task size', () => {
  it.each<[TaskSizeBound, TaskSizeBound]>([
    [{}, {}],
    [
      { cpuUnits: 256, memoryMiB: 512 },
      { cpuUnits: 256, memoryMiB: 512 },
    ],
    [{ cpuUnits: 32_768, memoryMiB: 249_856 }, {}],
    [{}, { cpuUnits: 256, memoryMiB: 512 }],
    [{ cpuUnits: 300 }, { cpuUnits: 600 }], // 512 lies between.
  ])('are fine from %j to %j', (minimumTaskSize, maximumTaskSize) => {
    expect(problemsOf(fileWith({ minimumTaskSize, maximumTaskSize }))).toEqual([]);
  });

  it.each<[TaskSizeBound, TaskSizeBound, string, string, string]>([
    [{ cpuUnits: 1024 }, { cpuUnits: 512 }, 'minimumTaskSize.cpuUnits', '1024', above('cpuUnits', 512)],
    [{ memoryMiB: 4096 }, { memoryMiB: 4095 }, 'minimumTaskSize.memoryMiB', '4096', above('memoryMiB', 4095)],
    // No CPU row lies between 257 and 511.
    [{ cpuUnits: 257 }, { cpuUnits: 511 }, 'maximumTaskSize', '{"cpuUnits":511}', none('{"cpuUnits":257}')],
    // 4096 CPU units begin at 8192 MiB.
    [{ cpuUnits: 4096 }, { memoryMiB: 8191 }, 'maximumTaskSize', '{"memoryMiB":8191}', none('{"cpuUnits":4096}')],
    // 256 CPU units end at 2048 MiB.
    [{ memoryMiB: 2049 }, { cpuUnits: 256 }, 'maximumTaskSize', '{"cpuUnits":256}', none('{"memoryMiB":2049}')],
  ])('are refused from %j to %j', (minimumTaskSize, maximumTaskSize, field, value, message) => {
    expect(problemsOf(fileWith({ minimumTaskSize, maximumTaskSize }))).toEqual([
      { path: `services.api.${field}`, value, message },
    ]);
  });

  it('are refused at the stage that crosses the bounds of its service, not at the one that inherits', () => {
    const file = fileWith({
      minimumTaskSize: { cpuUnits: 1024 },
      stages: {
        production: { maximumTaskSize: { cpuUnits: 512 } },
        validation: { minimumTaskSize: { memoryMiB: 2048 } },
      },
    });
    expect(problemsOf(file)).toEqual([
      {
        path: 'services.api.stages.production.minimumTaskSize.cpuUnits',
        value: '1024',
        message: above('cpuUnits', 512),
      },
    ]);
  });
});
