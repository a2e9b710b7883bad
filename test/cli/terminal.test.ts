import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sayWhatIsAwaited } from '../../cli/size.ts';
import { progressLine, whileWaiting, withProgress } from '../../cli/terminal.ts';
import { fakeWorld, stageTarget } from '../support/fake-ports.ts';

describe('progress', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('says after two seconds what takes so long, and takes the line away', () => {
    const written: string[] = [];
    const end = progressLine(() => 'examining', { isTTY: true, write: (text) => written.push(text) });
    vi.advanceTimersByTime(1_999);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    end();
    expect(written).toEqual(['\r\u001b[2Kexamining', '\r\u001b[2K']);
  });

  it('leaves the result of the work alone, and its error', async () => {
    expect(await whileWaiting('x', async () => 7)).toBe(7);
    await expect(whileWaiting('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

describe('a command that reads standard input', () => {
  it('says on a terminal what it waits for, and elsewhere nothing', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const stdin = (isTTY: boolean) => ({ ...process.stdin, isTTY }) as typeof process.stdin;
    sayWhatIsAwaited('utilization series', 'size', stdin(false));
    expect(write).not.toHaveBeenCalled();
    sayWhatIsAwaited('utilization series', 'size', stdin(true));
    expect(write).toHaveBeenCalledWith(
      'Waiting for utilization series on standard input, one JSON object a line; Ctrl-D ends it. "rightsizer size --help" shows one.\n',
    );
  });
});

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
    await withProgress(fakeWorld(), { total: 3, stream }, async (ports) => {
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
    });
    expect(written.at(-1)).toBe('\r\u001b[2K');
    vi.advanceTimersByTime(10_000);
    expect(written).toHaveLength(3);
  });

  it('is silent when the run is quick, and ends with a run that fails', async () => {
    const { written, stream } = terminal(true);
    await withProgress(fakeWorld(), { total: 3, stream }, async () => undefined);
    await expect(
      withProgress(fakeWorld(), { total: 3, stream }, () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
    vi.advanceTimersByTime(10_000);
    expect(written).toEqual([]);
  });

  it('is for terminals only', async () => {
    const { written, stream } = terminal(false);
    const world = fakeWorld();
    const ports = await withProgress(world, { total: 3, stream }, async (given) => {
      vi.advanceTimersByTime(10_000);
      return given;
    });
    expect(written).toEqual([]);
    expect(ports).toBe(world);
  });

  it('leaves targets that share an account in one account', async () => {
    await withProgress(fakeWorld(), { total: 2, stream: terminal(true).stream }, async (ports) => {
      expect(ports.accountOf(target)).toBe(ports.accountOf(stageTarget('val')));
    });
  });
});
