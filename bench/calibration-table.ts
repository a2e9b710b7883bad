/** A statement and what became of it. */
export interface Outcome {
  readonly stated: number;
  readonly observed: number;
}

/** Upper edges of bins; the first holds what is at most it. */
export interface Bins {
  readonly edges: readonly number[];
  readonly names: readonly string[];
  readonly unit: 'percent' | 'number';
}

export const SHARES: Bins = {
  edges: [0, 0.0001, 0.001, 0.003, 0.01, 1],
  names: ['0', 'to 0.01 %', 'to 0.1 %', 'to 0.3 %', 'to 1 %', 'above 1 %'],
  unit: 'percent',
};
export const WEEKS: Bins = {
  edges: [0, 0.25, 0.5, 0.75, 1],
  names: ['0 of 4', '1 of 4', '2 of 4', '3 of 4', '4 of 4'],
  unit: 'number',
};
export const KILLS: Bins = {
  edges: [0.001, 0.01, 0.03, 0.1, 0.25, Number.POSITIVE_INFINITY],
  names: ['to 0.001', 'to 0.01', 'to 0.03', 'to 0.1', 'to 0.25', 'above 0.25'],
  unit: 'number',
};

function meanOf(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0) / values.length;
}

function rowOf(name: string, all: readonly Outcome[], unit: Bins['unit']): string {
  const shown = (value: number) =>
    (unit === 'percent' ? `${(value * 100).toFixed(4)} %` : value.toFixed(4)).padStart(12);
  const [stated, observed] = [meanOf(all.map((each) => each.stated)), meanOf(all.map((each) => each.observed))];
  const ratio = stated > 0 ? (observed / stated).toFixed(2) : '-';
  const exceeded = all.filter((each) => each.observed > 0).length;
  const largest = Math.max(...all.map((each) => each.observed));
  const numbers = [
    String(all.length).padStart(5),
    shown(stated),
    shown(observed),
    ratio.padStart(9),
    String(exceeded).padStart(9),
    shown(largest),
  ];
  return `  ${name.padEnd(12)} ${numbers.join(' ')}`;
}

/** A table of bins: how many, what was stated, what was observed, in how many weeks anything was, and the most in a week. */
export function table(title: string, all: readonly (Outcome | undefined)[], { edges, names, unit }: Bins): string {
  const outcomes = all.flatMap((each) => each ?? []);
  const bin = ({ stated }: Outcome) => edges.findIndex((edge) => stated <= edge);
  const rows = names.flatMap((name, index) => {
    const own = outcomes.filter((each) => bin(each) === index);
    return own.length === 0 ? [] : [rowOf(name, own, unit)];
  });
  const head = `  ${'stated'.padEnd(12)} ${'n'.padStart(5)} ${['mean stated', 'mean seen'].map((each) => each.padStart(12)).join(' ')} ${'seen/said'.padStart(9)} ${'weeks > 0'.padStart(9)} ${'largest seen'.padStart(12)}`;
  return [title, head, ...rows, ''].join('\n');
}
