import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { TRACES, traceNames } from '../traces.ts';
import { type ByWay, judgeService, roundsOf } from './judged.ts';
import { type ScaledService, scaledServices } from './services.ts';
import { SINGLE_KNOBS } from './ways.ts';

/**
 * Does scaling advice pay? Each way to set target tracking learns from the first half of measured traces, and of sums
 * of eight, and is judged on the second, by a replay that the advice does not use. Exits with 1 if a bar is missed.
 *
 *     npm run scaling -- [--traces DIR]
 */
const { values: options } = parseArgs({ options: { traces: { type: 'string' } } });
const folder = options.traces === undefined ? TRACES : resolve(options.traces);
const SETTLED_ROUND = 10;
const WORSE = 1.02;

function total(judged: readonly ByWay[], way: string, what: 'priceUsd' | 'hoursShort' | 'billUsd'): number {
  return judged.reduce((sum, each) => sum + (each[way]?.[what] ?? Number.NaN), 0);
}

function printTable(title: string, judged: readonly ByWay[]): void {
  const [first = {}] = judged;
  console.log(`\n${title}: ${judged.length} services`);
  console.log('                    bill  price  hours short a month');
  for (const way of Object.keys(first)) {
    const of = (what: 'priceUsd' | 'billUsd') =>
      (total(judged, way, what) / total(judged, 'as configured', what)).toFixed(3);
    const hours = (total(judged, way, 'hoursShort') / judged.length).toFixed(2);
    console.log(`${way.padEnd(18)} ${of('billUsd')}  ${of('priceUsd')}  ${hours}`);
  }
}

interface Bar {
  readonly what: string;
  readonly seen: number;
  readonly most: number;
}

function barsOf(sums: readonly ByWay[], rounds: readonly (readonly number[])[]): readonly Bar[] {
  const bill = (way: string) => total(sums, way, 'billUsd');
  const price = (way: string) => total(sums, way, 'priceUsd');
  const bestKnob = Math.min(...Object.keys(SINGLE_KNOBS).map(bill));
  const worse = sums.filter((each) => billOf(each, 'the advice') > WORSE * billOf(each, 'as configured'));
  const inRound = (round: number) => rounds.reduce((sum, hours) => sum + (hours[round] ?? hours.at(-1) ?? 0), 0);
  const rises = Array.from({ length: SETTLED_ROUND }, (_, round) => inRound(round + 1) / inRound(round));
  return [
    { what: 'bill to as configured', seen: bill('the advice') / bill('as configured'), most: 0.9 },
    { what: 'bill to the best single knob', seen: bill('the advice') / bestKnob, most: 0.98 },
    { what: 'bill to the clairvoyant', seen: bill('the advice') / bill('clairvoyant'), most: 1.1 },
    { what: 'price at equal shortage', seen: price('at equal shortage') / price('as configured'), most: 0.94 },
    {
      what: 'hours short there',
      seen: total(sums, 'at equal shortage', 'hoursShort') / total(sums, 'as configured', 'hoursShort'),
      most: 1,
    },
    { what: 'services worse by more than 2 %', seen: worse.length / sums.length, most: 0.05 },
    {
      what: `not settled by round ${SETTLED_ROUND}`,
      seen: rounds.filter((hours) => hours.length > SETTLED_ROUND).length / rounds.length,
      most: 0.05,
    },
    { what: 'shortage of a round to the one before', seen: Math.max(...rises), most: 1 },
  ];
}

function billOf(each: ByWay, way: string): number {
  return each[way]?.billUsd ?? Number.NaN;
}

function run(names: readonly string[]): void {
  const { singles, sums } = scaledServices(names, folder);
  printTable('single traces', singles.map(judgeService));
  const judged = sums.map(judgeService);
  printTable('sums of eight', judged);
  console.log('\nbars for sums of eight');
  for (const { what, seen, most } of barsOf(
    judged,
    sums.map((each: ScaledService) => roundsOf(each)),
  )) {
    const isMet = seen <= most + 5e-4;
    console.log(`${isMet ? 'met   ' : 'MISSED'} ${what.padEnd(40)} ${seen.toFixed(3)}, at most ${most}`);
    if (!isMet) process.exitCode = 1;
  }
}

const names = traceNames(folder);
if (names === undefined) {
  console.error(`Not judged; missing: the traces (${folder}; --traces names their folder).`);
  process.exitCode = 1;
} else {
  run(names);
}
