import { describe, expect, it } from 'vitest';
import { timeOf } from '../../../bench/year/calendar.ts';
import { hasPoints, metricsOf, newRecording, record } from '../../../bench/year/recording.ts';
import { plant } from './plants.ts';

const size = { cpuUnits: 1024, memoryMiB: 2048 };
const seen = { desired: 1, running: 1, pending: 0, killed: false, isShort: false, size, limitMiB: 1536 };
const nothing = { ...seen, running: 0, pending: 1 };

/** The question for so many minutes from the first on. */
function question(untilMinute: number, fromMinute = 0) {
  const window = { startTime: timeOf(fromMinute), endTime: timeOf(untilMinute), periodSeconds: 300 };
  const parts = ['use', 'reserved', 'tasks'] as const;
  return { cluster: 'c', service: 's', containers: ['app', 'sidecar'], window, parts };
}

describe('the recording of a year', () => {
  it('means and peaks the minutes of a point in which something ran', () => {
    const recording = newRecording(10);
    record(recording, { ...seen, minute: 0, cpuAverage: 100, cpuMaximum: 200, memoryMiB: 500 });
    record(recording, { ...nothing, minute: 1 });
    record(recording, { ...seen, minute: 2, cpuAverage: 300, cpuMaximum: 400, memoryMiB: 700 });
    record(recording, { ...seen, minute: 3, cpuAverage: 500, cpuMaximum: 300, memoryMiB: 600 });
    const { cpu, memory } = metricsOf(recording, plant(), question(10)).containers.app ?? {};
    expect(cpu?.average?.[0]).toBeCloseTo((100 + 300 + 500) / 3);
    expect(cpu?.maximum?.[0]).toBe(400);
    expect(memory?.average?.[0]).toBeCloseTo(600);
    expect(memory?.maximum?.[0]).toBe(700);
    expect(cpu?.maximum?.[1]).toBeNaN();
  });

  it('publishes percent of the size that was in force, the sidecar included', () => {
    const recording = newRecording(10);
    record(recording, { ...seen, minute: 0, cpuAverage: 256, cpuMaximum: 512, memoryMiB: 972 });
    const half = { cpuUnits: 512, memoryMiB: 1024 };
    record(recording, { ...seen, size: half, minute: 5, cpuAverage: 256, cpuMaximum: 512, memoryMiB: 972 });
    const metrics = metricsOf(recording, plant({ sidecar: { limitMiB: 512, usesMiB: 52 } }), question(10));
    expect([...(metrics.cpu.maximum as Float64Array)]).toEqual([50, 100]);
    expect([...(metrics.memory.average as Float64Array)]).toEqual([50, 100]);
    expect(metrics.containers.sidecar?.memory.maximum?.[0]).toBe(52);
    expect(metrics.reserved?.cpu).toEqual(new Float64Array([1024, 512]));
  });

  it('publishes CPU in the mean and the highest memory of hours before the window, and of last year as amounts', () => {
    const recording = newRecording(120);
    const at = (minute: number, cpuAverage: number, memoryMiB: number) =>
      record(recording, { ...seen, minute, cpuAverage, cpuMaximum: 1024, memoryMiB });
    at(10, 512, 972);
    at(11, 1024, 100);
    at(50, 768, 500);
    at(70, 256, 204);
    const hours = { startTime: timeOf(-60), endTime: timeOf(120), periodSeconds: 3600 };
    const asked = { ...question(120), earlier: hours, lastYear: hours };
    const aside = plant({ sidecar: { limitMiB: 512, usesMiB: 52 } });
    const { earlier, lastYear } = metricsOf(recording, aside, asked);
    // The first hour: (512 + 1024 + 768) / 3 = 768 of 1024.
    expect([...(earlier?.cpu ?? [])]).toEqual([Number.NaN, 75, 25]);
    expect([...(earlier?.memory ?? [])]).toEqual([Number.NaN, 50, 12.5]);
    expect([...(lastYear?.cpu ?? [])]).toEqual([Number.NaN, 768, 256]);
    expect([...(lastYear?.memory ?? [])]).toEqual([Number.NaN, 1024, 256]);
    expect(metricsOf(recording, { ...aside, insights: 'none' }, asked)).not.toHaveProperty('lastYear');
  });

  it('publishes percent of the soft limit where the plant has one', () => {
    const recording = newRecording(5);
    record(recording, { ...seen, minute: 0, cpuAverage: 1, cpuMaximum: 1, memoryMiB: 768 });
    expect(metricsOf(recording, plant({ memoryPercentOfMiB: 512 }), question(5)).memory.average?.[0]).toBe(150);
  });

  it('knows tasks that wait and kills with their limit', () => {
    const recording = newRecording(5);
    record(recording, { ...nothing, minute: 0, killed: true });
    const metrics = metricsOf(recording, plant(), question(5));
    expect(metrics.killedAtMiB?.app?.[0]).toBe(1536);
    expect([metrics.pending?.[0], metrics.running?.[0]]).toEqual([1, 0]);
    expect(hasPoints(recording, 0, 5)).toBe(false);
  });

  it('publishes neither containers nor counts without Container Insights', () => {
    const recording = newRecording(5);
    record(recording, { ...seen, minute: 0, cpuAverage: 1, cpuMaximum: 1, memoryMiB: 1 });
    const metrics = metricsOf(recording, plant({ insights: 'none' }), question(5));
    expect(Object.keys(metrics).sort()).toEqual(['containers', 'cpu', 'killsRecordedAt', 'memory', 'samples']);
    expect(metrics.containers).toEqual({});
  });

  it('keeps points for 63 days', () => {
    const days = 65;
    const recording = newRecording(days * 1440);
    record(recording, { ...seen, minute: 1440, cpuAverage: 512, cpuMaximum: 512, memoryMiB: 1 });
    record(recording, { ...seen, minute: 2 * 1440, cpuAverage: 512, cpuMaximum: 512, memoryMiB: 1 });
    const points = [...(metricsOf(recording, plant(), question(days * 1440)).cpu.average as Float64Array)];
    expect([points[288], points[2 * 288]]).toEqual([Number.NaN, 50]);
  });
});
