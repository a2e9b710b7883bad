/** Nobody needs to be told that something quick is under way. */
const SILENT_MILLISECONDS = 2_000;
const STEP_MILLISECONDS = 500;
/** Back to the line's beginning, and everything on it away. */
const CLEAR = '\r\u001b[2K';

/** Where progress is shown; only on a terminal. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows a line on a terminal, and keeps it new, once something takes longer than two seconds.
 *
 * @returns What takes the line away.
 */
export function progressLine(text: () => string, stream: ProgressStream = process.stderr): () => void {
  if (stream.isTTY !== true) return () => undefined;
  let shown = false;
  const step = () => {
    shown = true;
    stream.write(`${CLEAR}${text()}`);
    timer = setTimeout(step, STEP_MILLISECONDS);
  };
  let timer = setTimeout(step, SILENT_MILLISECONDS);
  return () => {
    clearTimeout(timer);
    if (shown) stream.write(CLEAR);
  };
}

/** Does something and says meanwhile what, with the seconds that it takes. */
export async function whileWaiting<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  const end = progressLine(() => `${what}, ${Math.round((performance.now() - start) / 1000)} s`);
  try {
    return await work();
  } finally {
    end();
  }
}
