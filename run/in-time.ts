/** The run's own end, and how long an answer is waited for. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  readonly milliseconds: number;
}

/**
 * The answer to a question that a run can do without, or what is said instead where there is none in time, also where whoever is asked does not look
 * at the limit: nobody can hold up a run. Never rejects.
 */
export async function inTime<Answer>(
  ask: (limit: AbortSignal) => Promise<Answer>,
  { signal, milliseconds }: TimeLimit,
  instead: (error: unknown, limit: AbortSignal) => Answer,
): Promise<Answer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
  const late = new Promise<never>((_, reject) => {
    if (limit.aborted) reject(limit.reason);
    else limit.addEventListener('abort', () => reject(limit.reason), { once: true });
  });
  try {
    return await Promise.race([ask(limit), late]);
  } catch (error) {
    return instead(error, limit);
  }
}
