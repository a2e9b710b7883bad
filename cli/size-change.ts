/** One number of a document, before and after; absent where the document has no such key. */
export interface SizeChange {
  readonly key: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** @example sizeChange({ key: 'taskCpu', before: '2048', after: '1024' }) // 'taskCpu 2048 -> 1024' */
export function sizeChange({ key, before, after }: SizeChange): string {
  if (before === undefined || before === after) return `${key} ${after}`;
  return `${key} ${before} -> ${after ?? 'removed'}`;
}
