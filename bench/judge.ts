import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { builtInPolicies } from '../core/configuration/policies.ts';
import { HOURS_PER_MONTH } from '../core/model/task-size.ts';
import type { ShortagePrices } from '../core/sizing/cheapest-size.ts';

/**
 * Runs the sizing referee (a Python program with re-implemented peers, which walks real traces forward week by week)
 * over the built-in policies: what their sizes and shortages cost at their own prices, against the best peer at any
 * knob, picked after the fact. Beside them a short rule that comes with the referee; each with sizes above the nominal
 * one charged and not. Then the bars out of fold, and how well the estimate holds (`npm run tune`).
 * RIGHTSIZER_REFEREE names the referee's folder; the traces lie beside it. With an argument, a rightsizer.yml, it
 * judges that file's policies of these names at the built-in prices.
 */
const root = join(import.meta.dirname, '..');
const referee = resolve(root, process.env.RIGHTSIZER_REFEREE ?? '../shared/referee');
const traces = resolve(referee, '../traces');
const trial = join(referee, 'examples', 'weeks_repeat.py');

/** At its own prices a policy costs at most this share of the best peer's bill. */
const BAR = 0.9;

function missing(): readonly string[] {
  const numpy = spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0;
  return [
    ...(numpy ? [] : ['python3 with numpy']),
    ...[join(referee, 'referee.py'), trial, traces].filter((path) => !existsSync(path)),
  ];
}

const POLICIES = ['production', 'development', 'validation'] as const;
type PolicyName = (typeof POLICIES)[number];

interface Risked {
  readonly cpuViolation: number;
  readonly memEpisodesPerServiceMonth: number;
}

/** What the referee says in JSON, as far as it is read here. */
interface Verdict {
  readonly groups: Readonly<
    Record<
      string,
      {
        readonly main: Risked & { readonly cost: number; readonly oracleCost: number };
        readonly sweep: readonly (Risked & { readonly peer: string; readonly totalVsOracle: number })[];
      }
    >
  >;
  readonly services: readonly { readonly cls: string; readonly memViolation: number | null }[];
}

interface Asked {
  readonly command: string;
  readonly policy: PolicyName;
  readonly capped: boolean;
}

function verdictOn({ command, policy, capped }: Asked): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'judge-'));
  const file = join(folder, 'verdict.json');
  const options = ['--traces', traces, ...(capped ? ['--cap-nominal'] : []), '--policy', policy, '--json', file];
  const script = join(referee, 'referee.py');
  const run = spawnSync('python3', [script, ...options, '--candidate', command], { encoding: 'utf8', maxBuffer: 1e9 });
  if (run.status !== 0) throw new Error(`The referee failed: ${run.stderr.slice(-1000)}`);
  const verdict = JSON.parse(readFileSync(file, 'utf8')) as Verdict;
  rmSync(folder, { recursive: true });
  return verdict;
}

/** The candidate's bill over that of the best peer. Kills are of services with memory, bills of all. */
function ratio({ groups, services }: Verdict, { cpuUsdPerHour, memoryUsdPerKill }: ShortagePrices): number {
  const judged = services.filter(({ cls }) => ['A', 'B', 'C'].includes(cls));
  const withMemory = judged.filter(({ memViolation }) => memViolation !== null).length / judged.length;
  const shortUsd = ({ cpuViolation, memEpisodesPerServiceMonth }: Risked) =>
    cpuUsdPerHour * HOURS_PER_MONTH * cpuViolation + memoryUsdPerKill * withMemory * memEpisodesPerServiceMonth;
  const group = groups['A+B+C'];
  if (group === undefined) throw new Error('The referee judged no services of the classes A, B and C.');
  const { main, sweep } = group;
  const peers = sweep.filter(({ peer }) => peer !== 'candidate' && !peer.startsWith('oracle'));
  const best = Math.min(...peers.map((peer) => peer.totalVsOracle * main.oracleCost + shortUsd(peer)));
  return (main.cost + shortUsd(main)) / best;
}

function judge(policy: PolicyName, capped: boolean): string {
  const config = process.argv[2] === undefined ? '' : ` --config ${resolve(process.argv[2])}`;
  const prices = builtInPolicies[policy].shortage;
  const size = `${process.execPath} ${join(root, 'cli/rightsizer.js')} size${config}`;
  const rule = `python3 ${trial} --hour ${prices.cpuUsdPerHour} --kill ${prices.memoryUsdPerKill}`;
  const [ours, theirs] = [size, rule].map((command) => ratio(verdictOn({ command, policy, capped }), prices)) as [
    number,
    number,
  ];
  const bar = ours <= BAR ? 'holds' : 'missed';
  const asked = `${prices.cpuUsdPerHour}:${prices.memoryUsdPerKill}`.padEnd(8);
  const cells = [ours, theirs].map((value) => value.toFixed(3).padEnd(9)).join('');
  return `${policy.padEnd(12)} ${asked} ${(capped ? 'capped' : 'uncapped').padEnd(9)} ${cells} ${bar}`;
}

const lacking = missing();
if (lacking.length > 0) {
  process.stderr.write(`Not judged. Missing: ${lacking.join('; ')}.\n`);
  process.exitCode = 1;
} else {
  console.log(`Over the best peer's bill; bar <= ${BAR.toFixed(2)}`);
  console.log('policy       USD      sizes     product  trial     bar');
  for (const capped of [true, false]) for (const policy of POLICIES) console.log(judge(policy, capped));
  const tune = [join(import.meta.dirname, 'tune', 'main.ts'), '--traces', traces, '--referee', referee];
  process.exitCode = spawnSync(process.execPath, tune, { stdio: 'inherit' }).status ?? 1;
}
