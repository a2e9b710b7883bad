import { describe, expect, it } from 'vitest';
import type { HeapSetting } from '../../../core/model/service.ts';
import {
  container,
  containerUsage,
  decided,
  flat,
  inputOf,
  parameterKeys,
  reasonOf,
  size,
} from '../../support/builders.ts';

const source = 'environment JAVA_TOOL_OPTIONS';
const quarter: HeapSetting = { ramPercent: 25, source };

/** A service of 1024 / 8192 that uses so many MiB, in a container with this heap. */
function sized(usedMiB: number, { heap = quarter, memoryMiB }: { heap?: HeapSetting; memoryMiB?: number } = {}) {
  const app = container('app', { heap, ...(memoryMiB !== undefined && { memoryMiB }) });
  const parameters = parameterKeys(memoryMiB === undefined ? {} : { app: { memory: 'appMemory' } });
  return decided(
    inputOf({
      target: { parameters },
      service: { taskSize: size(1024, 8192), containers: [app] },
      evidence: { cpu: flat(300), memory: flat(usedMiB) },
    }),
  );
}

describe('a heap that is a share of the memory', () => {
  it('is not shrunk below what it holds: 2263 × 1.25 = 2829, of which 8192 is the fourfold at most', () => {
    for (const memoryMiB of [8192, undefined]) {
      const { sizes, reasons } = sized(2263, memoryMiB === undefined ? {} : { memoryMiB });
      expect(sizes.task.memoryMiB).toBe(8192);
      expect(reasonOf(reasons, 'HeapShare')).toEqual({
        code: 'HeapShare',
        container: 'app',
        ramPercent: 25,
        source,
        needed: 2829,
        amount: 8192,
        heapMiB: 2048,
      });
    }
  });

  it('shrinks to where the heap that follows holds it: 800 × 1.25 = 1000, four times that is 4000', () => {
    const { sizes, reasons } = sized(800);
    expect(sizes.task.memoryMiB).toBe(4096);
    expect(reasonOf(reasons, 'HeapShare')).toMatchObject({ amount: 4000, heapMiB: 1000 });
  });

  it('asks no reservation for it: the limit beside it stays, in a task that holds it', () => {
    const app = container('app', { heap: quarter, memoryReservationMiB: 2000, memoryMiB: 3000 });
    const sidecar = container('sidecar', { essential: false, memoryMiB: 1000 });
    const input = inputOf({
      target: {
        parameters: parameterKeys({
          app: { memory: 'appMemory', memoryReservation: 'appReservation' },
          sidecar: { memory: 'sidecarMemory' },
        }),
      },
      service: { taskSize: size(1024, 8192), containers: [app, sidecar] },
      evidence: {
        cpu: flat(300),
        memory: flat(1600),
        containers: { app: containerUsage(300, 1520), sidecar: containerUsage(1, 80) },
      },
    });
    // 1520 × 1.25 = 1900 and 100 fit into 2048; the heap of a limit of 3000, of which 7600 are wanted, fits into 3072.
    const { sizes, reasons } = decided(input);
    expect(reasonOf(reasons, 'HeapShare')).toMatchObject({ needed: 1900, amount: 3000 });
    expect(sizes.task.memoryMiB).toBe(3072);
    expect(sizes.containers.app?.memoryMiB).toBeGreaterThanOrEqual(3000);
  });

  it('never grows a task by that', () => {
    expect(sized(4000).sizes.task.memoryMiB).toBe(8192);
  });

  it('does not count beside an absolute size, and where it is none', () => {
    for (const heap of [
      { ramPercent: 0, source },
      { ramPercent: 25, maximumMiB: 100, source },
    ]) {
      // 800 × 1.25 = 1000; 512 CPU units begin at 1024.
      expect(sized(800, { heap }).sizes.task.memoryMiB).toBe(1024);
    }
  });

  it('is no question where no key publishes the limit: the container keeps it', () => {
    const app = container('app', { heap: quarter, memoryMiB: 4096 });
    const input = inputOf({
      target: { parameters: parameterKeys() },
      service: { taskSize: size(1024, 8192), containers: [app] },
      evidence: { cpu: flat(300), memory: flat(800) },
    });
    expect(decided(input).sizes.task.memoryMiB).toBe(4096);
    expect(decided(input).reasons.map(({ code }) => code)).not.toContain('HeapShare');
  });
});
