import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sayWhatIsAwaited } from '../../cli/size.ts';
import { progressLine, whileWaiting } from '../../cli/terminal.ts';

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
