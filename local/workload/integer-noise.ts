/** Mixes two 32-bit numbers into one that looks random: the finalizer of MurmurHash3 (public domain, A. Appleby). */
export function hash32(seed: number, index: number): number {
  let h = (seed ^ Math.imul(index, 0x9e3779b1)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The same number from 0 (inclusive) to 1 (exclusive) for the same seed and index, always. */
export function unitNoise(seed: number, index: number): number {
  return hash32(seed, index) / 0x1_0000_0000;
}

/** Noise from -1 to 1 of which half wanders over quarters of an hour and half jitters from minute to minute. */
export function wanderingNoise(seed: number, minute: number): number {
  const quarter = Math.floor(minute / 15);
  const share = minute / 15 - quarter;
  const before = unitNoise(seed ^ 0x51ed270b, quarter);
  const after = unitNoise(seed ^ 0x51ed270b, quarter + 1);
  return before + (after - before) * share + unitNoise(seed, minute) - 1;
}

/** A seed for a named thing (FNV-1a over its characters), so that containers differ under one scenario seed. */
export function seedFor(seed: number, name: string): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i += 1) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
