/** FNV-1a, 64 bits: offset basis and prime from datatracker.ietf.org/doc/html/draft-eastlake-fnv, 2026-11-22. */
const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = (1n << 64n) - 1n;

/**
 * A short hash that tells two texts apart: FNV-1a over UTF-16 code units, 16 hexadecimal digits. It detects change; it protects nothing.
 *
 * @example shortHash('a') // 'af63dc4c8601ec8c'
 */
export function shortHash(text: string): string {
  let hash = OFFSET_BASIS;
  for (let index = 0; index < text.length; index += 1) {
    hash = ((hash ^ BigInt(text.charCodeAt(index))) * PRIME) & MASK;
  }
  return hash.toString(16).padStart(16, '0');
}
