import { describe, expect, it } from 'vitest';
import { floorCodes } from '../../../core/decision/opinion-limits.ts';

describe('floorCodes', () => {
  const killed = {
    code: 'TaskMemoryKill',
    container: 'logs',
    limitMiB: 4096,
    at: '2026-11-20T03:05:00.000Z',
    amount: 5120,
  } as const;

  it('names the kill of a task whose floor another size does not hold', () => {
    expect(floorCodes([killed], { resource: 'memory', amount: 5119, firm: 0 })).toEqual(['KillFloor']);
    expect(floorCodes([killed], { resource: 'memory', amount: 5120, firm: 0 })).toEqual([]);
  });

  it('knows no kill that asks for CPU', () => {
    expect(floorCodes([killed], { resource: 'cpu', amount: 256, firm: 0 })).toEqual([]);
  });
});
