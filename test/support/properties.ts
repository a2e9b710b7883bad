import fc from 'fast-check';

/** How often each property runs, and with which seed, so a failure can be run again. FC_RUNS=1000 is thorough. */
export const RUNS = { numRuns: Number(process.env.FC_RUNS ?? 100), seed: 20_261_122 };
/** For properties of which one play decides many times. */
export const FEWER = { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 4) };

type Given<Drawn extends [unknown, ...unknown[]]> = [
  ...arbitraries: { [Index in keyof Drawn]: fc.Arbitrary<Drawn[Index]> },
  holds: (...drawn: Drawn) => void,
];

/** Asserts what holds of everything that can be drawn. */
export function always<Drawn extends [unknown, ...unknown[]]>(...given: Given<Drawn>): void {
  fc.assert(fc.property(...given), RUNS);
}

/** The same with fewer plays. */
export function alwaysOfFewer<Drawn extends [unknown, ...unknown[]]>(...given: Given<Drawn>): void {
  fc.assert(fc.property(...given), FEWER);
}
