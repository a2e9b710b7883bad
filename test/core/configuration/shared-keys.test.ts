import { describe, expect, it } from 'vitest';
import type { ContainerKeys } from '../../../core/model/sizes.ts';
import { fileWith, problemsOf } from './file-builder.ts';

const P = 'services.api.parameters';
const MIXED = '; CPU units and MiB of memory cannot be one number';
const CHAIN =
  "makes memoryReservation at least as large as the container's memory, because other numbers share their keys; ECS wants it below";
const whole = (resource: string, other: string) =>
  `is the key of the task's ${resource} too, so this container would get the whole task and nothing would be left for container "${other}"`;

const fileOf = (containers: Record<string, ContainerKeys>, task = { cpu: 'c', memory: 'm' }) =>
  fileWith({ parameters: { task, containers } });

describe('keys that several numbers share', () => {
  it.each<[string, Record<string, ContainerKeys>]>([
    ['the only container and its task', { web: { cpu: 'c', memory: 'm' } }],
    ['the only container with a soft limit alone and its task', { web: { memoryReservation: 'm' } }],
    ['two containers', { web: { cpu: 'x', memory: 'y' }, log: { cpu: 'x', memory: 'y' } }],
    ['a soft and another hard limit', { web: { memory: 'y', memoryReservation: 'x' }, log: { memory: 'x' } }],
    [
      'the task and a container, where the other has no key of that resource',
      { web: { memory: 'm', cpu: 'x' }, log: { cpu: 'y' } },
    ],
    [
      'the hard limit of a container that counts with its soft one',
      { web: { memory: 'm', memoryReservation: 'x' }, log: { memory: 'y' } },
    ],
  ])('are fine: %s', (_, containers) => {
    expect(problemsOf(fileOf(containers))).toEqual([]);
  });

  it.each<[string, Record<string, ContainerKeys>, string, string, string]>([
    [
      'CPU and memory of two parts',
      { web: { memory: 'c' } },
      `${P}.containers.web.memory`,
      'c',
      `is already the key of ${P}.task.cpu${MIXED}`,
    ],
    [
      'memory and CPU of two parts',
      { web: { cpu: 'm' } },
      `${P}.containers.web.cpu`,
      'm',
      `is already the key of ${P}.task.memory${MIXED}`,
    ],
    [
      'CPU and a soft limit of one container',
      { web: { cpu: 'x', memoryReservation: 'x' } },
      `${P}.containers.web.memoryReservation`,
      'x',
      `is already the key of ${P}.containers.web.cpu${MIXED}`,
    ],
    [
      'both limits of one container',
      { web: { memory: 'x', memoryReservation: 'x' } },
      `${P}.containers.web.memoryReservation`,
      'x',
      "is the key of the container's memory too; ECS wants memory above memoryReservation, so they cannot be one number",
    ],
    [
      'the soft limit and the task, below a hard limit',
      { web: { memory: 'x', memoryReservation: 'm' } },
      `${P}.containers.web.memoryReservation`,
      'm',
      CHAIN,
    ],
    [
      'the task and one of two containers',
      { web: { memory: 'm' }, log: { memory: 'x' } },
      `${P}.containers.web.memory`,
      'm',
      whole('memory', 'log'),
    ],
    [
      'the task and the soft limit of one of two containers',
      { web: { memoryReservation: 'm' }, log: { memoryReservation: 'x' } },
      `${P}.containers.web.memoryReservation`,
      'm',
      whole('memory', 'log'),
    ],
    [
      "the task's CPU and one of two containers",
      { web: { cpu: 'x' }, log: { cpu: 'c' } },
      `${P}.containers.log.cpu`,
      'c',
      whole('cpu', 'web'),
    ],
  ])('are refused: %s', (_, containers, path, key, message) => {
    expect(problemsOf(fileOf(containers))).toEqual([{ path, value: `"${key}"`, message }]);
  });

  it('are refused for CPU and memory of the task', () => {
    expect(problemsOf(fileOf({}, { cpu: 'size', memory: 'size' }))).toEqual([
      { path: `${P}.task.memory`, value: '"size"', message: `is already the key of ${P}.task.cpu${MIXED}` },
    ]);
  });

  it('are refused where two containers each want the smaller number of the other', () => {
    const containers = { web: { memory: 'x', memoryReservation: 'y' }, log: { memory: 'y', memoryReservation: 'x' } };
    expect(problemsOf(fileOf(containers))).toEqual([
      { path: `${P}.containers.web.memoryReservation`, value: '"y"', message: CHAIN },
      { path: `${P}.containers.log.memoryReservation`, value: '"x"', message: CHAIN },
    ]);
  });
});
