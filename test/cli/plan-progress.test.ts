import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withProgress } from '../../cli/terminal.ts';
import { fakeWorld, stageTarget } from '../support/fake-ports.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, stream: { isTTY, write: (text: string) => written.push(text) } };
}

const target = stageTarget('production');
const QUESTION = {
  cluster: 'connector-production-connect',
  service: 'kafka-connect',
  containers: [],
  window: { startTime: 0, endTime: 3_600_000, periodSeconds: 300 },
};

describe('the progress of a run', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is told after two seconds, counts what was read, and goes away', async () => {
    const { written, stream } = terminal(true);
    const { ports, end } = withProgress(fakeWorld(), { total: 3, stream });
    vi.advanceTimersByTime(1_999);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written).toEqual(['\r\u001b[2K0 of 3 targets read']);
    await ports
      .accountOf(target)
      .metrics.read(QUESTION, new AbortController().signal)
      .catch(() => undefined);
    vi.advanceTimersByTime(500);
    expect(written.at(-1)).toBe('\r\u001b[2K1 of 3 targets read');
    end();
    expect(written.at(-1)).toBe('\r\u001b[2K');
    vi.advanceTimersByTime(10_000);
    expect(written).toHaveLength(3);
  });

  it('is silent when the run is quick', () => {
    const { written, stream } = terminal(true);
    withProgress(fakeWorld(), { total: 3, stream }).end();
    vi.advanceTimersByTime(10_000);
    expect(written).toEqual([]);
  });

  it('is for terminals only', () => {
    const { written, stream } = terminal(false);
    const world = fakeWorld();
    const { ports, end } = withProgress(world, { total: 3, stream });
    vi.advanceTimersByTime(10_000);
    end();
    expect(written).toEqual([]);
    expect(ports).toBe(world);
  });

  it('leaves targets that share an account in one account', () => {
    const { ports, end } = withProgress(fakeWorld(), { total: 2, stream: terminal(true).stream });
    expect(ports.accountOf(target)).toBe(ports.accountOf(stageTarget('val')));
    end();
  });
});
