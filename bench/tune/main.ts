import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SHORTAGE_MODEL } from '../../core/sizing/shortage-model.ts';
import { traceNames } from '../traces.ts';
import { type Bill, billsAt, type Judgement, judge, PRICES } from './bill.ts';
import { printCalibration } from './calibration.ts';
import { SETTINGS } from './settings.ts';
import { type JudgedService, judgedService } from './weeks.ts';

/**
 * Cross-validates the estimate of a shortage on real traces: five folds of services, each at five nominal sizes; of
 * the settings in `settings.ts` the one that is best on four folds is judged on the fifth, and likewise the best of
 * those that pass the product's by more than chance. Prints each setting's ratio to the best peer, its distance from
 * the product's and how uncertain that is, the ratios out of fold, and how well what was said held.
 *
 *     npm run tune -- --traces DIR [--referee DIR] [--only NAME ...]
 */
const { values: options } = parseArgs({
  options: { traces: { type: 'string' }, referee: { type: 'string' }, only: { type: 'string', multiple: true } },
});
const root = join(import.meta.dirname, '../..');
const referee = resolve(root, options.referee ?? process.env.RIGHTSIZER_REFEREE ?? '../shared/referee');
const traces = resolve(options.traces ?? join(referee, '../traces'));
const SHIFTS = [0, 1, 2, 3, 4];
const FOLDS = [0, 1, 2, 3, 4];

/** Out of fold each pair of prices costs at most this share of the best peer's bill, and all of them on average. */
const EACH_BAR = 0.92;
const MEAN_BAR = 0.88;

function held(value: number, bar: number): string {
  return value <= bar ? 'holds' : `missed by ${(value - bar).toFixed(3)}`;
}

interface Peers {
  readonly services: readonly string[];
  readonly columns: readonly (readonly [number, number, number])[];
}

function missing(): readonly string[] {
  const numpy = spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0;
  return [
    ...(numpy ? [] : ['python3 with numpy']),
    ...(existsSync(join(referee, 'peers.py')) ? [] : [`the referee (${referee}; --referee names its folder)`]),
    ...(traceNames(traces) === undefined ? [`the traces (${traces}; --traces names their folder)`] : []),
  ];
}

function peersOf(): readonly Peers[] {
  const script = join(import.meta.dirname, 'peers.py');
  const run = spawnSync('python3', [script, referee, traces], { encoding: 'utf8', maxBuffer: 1e9 });
  if (run.status !== 0) throw new Error(`the peers could not be judged: ${run.stderr.slice(-800)}`);
  return JSON.parse(run.stdout) as readonly Peers[];
}

/**
 * The bill of the best peer at each of the prices, a mean over the nominal sizes; which peer is picked after the fact.
 */
function bestBills(peers: readonly Peers[]): readonly number[] {
  const [first] = peers as readonly [Peers];
  return PRICES.map(({ cpuUsdPerHour, memoryUsdPerKill }) => {
    const bills = first.columns.map((_, column) =>
      mean(
        peers.map(({ columns }) => {
          const [cost, short, kills] = columns[column] as readonly [number, number, number];
          return cost + cpuUsdPerHour * 730 * short + memoryUsdPerKill * kills;
        }),
      ),
    );
    return Math.min(...bills);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

interface Judged {
  readonly service: JudgedService;
  /** By nominal size. */
  readonly each: readonly Judgement[];
}

/** Ratios to the best peer's bills, a mean over services and nominal sizes. */
function ratios(judged: readonly Judged[], best: readonly number[]): readonly number[] {
  return best.map(
    (usd, index) => mean(judged.flatMap(({ each }) => each.map(({ bills }) => bills[index] as number))) / usd,
  );
}

/** By how much a setting costs more than another, and how uncertain that is: one standard deviation over services. */
interface Distance {
  readonly by: number;
  readonly uncertain: number;
}

function distance(tried: readonly Judged[], from: readonly Judged[], best: readonly number[]): Distance {
  const each = tried.map((judged, index) => mean(ratios([judged], best)) - mean(ratios([from[index] as Judged], best)));
  const by = mean(each);
  return { by, uncertain: Math.sqrt(mean(each.map((value) => (value - by) ** 2)) / each.length) };
}

/** How the best setting is told. */
const RULES: Readonly<Record<string, (setting: Distance) => number>> = {
  'out of fold': ({ by }) => by,
  'by more than chance': ({ by, uncertain }) => Math.min(0, by + uncertain),
};

/** What is best on four folds, judged on the fifth. */
function outOfFold(
  judged: readonly (readonly Judged[])[],
  best: readonly number[],
  costOf: (setting: Distance) => number,
): { readonly chosen: readonly number[]; readonly found: readonly number[] } {
  const chosen = FOLDS.map((fold) => {
    const within = judged.map((all) => all.filter(({ service }) => service.fold !== fold));
    const costs = within.map((all) => costOf(distance(all, within[0] ?? [], best)));
    return costs.indexOf(Math.min(...costs));
  });
  const left = FOLDS.flatMap((fold) =>
    (judged[chosen[fold] as number] ?? []).filter(({ service }) => service.fold === fold),
  );
  return { chosen, found: ratios(left, best) };
}

function row(name: string, values: readonly number[]): string {
  return `${name.padEnd(30)} ${values.map((value) => value.toFixed(3)).join('  ')}  ${mean(values).toFixed(4)}`;
}

/** What the product's sizes cost and were short of, at ten prices: production's times each of these. */
const FACTORS = [0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16];

function printCurve(services: readonly JudgedService[]): void {
  const prices = FACTORS.map((factor) => ({ cpuUsdPerHour: 15 * factor, memoryUsdPerKill: 300 * factor }));
  const bills = services.flatMap((service) =>
    SHIFTS.map((shift) => billsAt(service, shift, { model: SHORTAGE_MODEL, prices })),
  );
  console.log('At USD an hour : USD a kill, a service and month: price, hours short of CPU, kills');
  for (const [index, { cpuUsdPerHour, memoryUsdPerKill }] of prices.entries()) {
    const of = (what: keyof Bill) => mean(bills.map((each) => (each[index] as Bill)[what]));
    const cells = `${of('priceUsd').toFixed(2)} USD  ${of('hoursShort').toFixed(2)} h  ${of('kills').toFixed(3)}`;
    console.log(`  ${`${cpuUsdPerHour}:${memoryUsdPerKill}`.padEnd(12)} ${cells}`);
  }
}

function tune(): void {
  const peers = peersOf();
  const names = new Set((peers[0] as Peers).services);
  const services = (traceNames(traces) ?? [])
    .filter((name) => names.has(name))
    .map((name) => judgedService(name, traces));
  const best = bestBills(peers);
  console.log(`${services.length} services, ${services.reduce((sum, { weeks }) => sum + weeks.length, 0)} decisions`);
  console.log(
    `USD an hour : USD a kill       ${PRICES.map((p) => `${p.cpuUsdPerHour}:${p.memoryUsdPerKill}`).join('  ')}  mean`,
  );
  const settings = SETTINGS.filter(({ name }) => options.only?.includes(name) ?? true);
  let product: readonly Judged[] | undefined;
  const judged = settings.map(({ name, model }) => {
    const began = performance.now();
    const all = services.map((service) => ({ service, each: SHIFTS.map((shift) => judge(service, shift, model)) }));
    // What was said is kept for the product's model alone: of all of them it would be gigabytes.
    const kept =
      name === SETTINGS[0]?.name ? all : all.map(({ service, each }) => ({ service, each: each.map(billsOnly) }));
    product ??= kept;
    const { by, uncertain } = distance(kept, product, best);
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`${row(name, ratios(kept, best))}  ${by.toFixed(4)} ± ${uncertain.toFixed(4)}  ${seconds} s`);
    return kept;
  });
  for (const [name, costOf] of Object.entries(RULES)) {
    const { chosen, found } = outOfFold(judged, best, costOf);
    console.log(`${row(name, found)}  (${chosen.map((index) => settings[index]?.name).join('; ')})`);
    const [worst, all] = [Math.max(...found), mean(found)];
    console.log(`  each <= ${EACH_BAR} ${held(worst, EACH_BAR)}, mean <= ${MEAN_BAR} ${held(all, MEAN_BAR)}`);
  }
  printCurve(services);
  printCalibration((judged[0] ?? []).map(({ service, each }) => ({ name: service.name, each })));
}

function billsOnly({ bills }: Judgement): Judgement {
  return { bills, cpu: [], memory: [], chosenCpu: [], chosenMemory: [] };
}

const lacking = missing();
if (lacking.length === 0) {
  tune();
} else {
  console.error(`Not tuned; missing: ${lacking.join(', ')}.`);
  process.exitCode = 1;
}
