/**
 * The answer to a question that a run can do without. Rejects with the limit's reason when that aborts first, also where whoever is asked does not look
 * at the limit: nobody can hold up a run.
 */
export function inTime<Answer>(ask: (limit: AbortSignal) => Promise<Answer>, limit: AbortSignal): Promise<Answer> {
  return Promise.race([ask(limit), rejectionOf(limit)]);
}

function rejectionOf(limit: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (limit.aborted) reject(limit.reason);
    else limit.addEventListener('abort', () => reject(limit.reason), { once: true });
  });
}
