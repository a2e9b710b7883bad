import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Runs the sizing referee (a Python program with re-implemented peers, which walks real traces forward week by week) over the built-in policies, and
 * prints its verdict on each. RIGHTSIZER_REFEREE names its folder, with `referee.py` in it; the traces lie beside it. With an argument, a rightsizer.yml, it
 * judges that file's policies of these names: what an element of the rule is worth shows when its cost is 0 there.
 */
const root = join(import.meta.dirname, '..');
const referee = resolve(root, process.env.RIGHTSIZER_REFEREE ?? '../shared/referee');
const traces = resolve(referee, '../traces');

function missing(): readonly string[] {
  const numpy = spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0;
  return [
    ...(numpy ? [] : ['python3 with numpy']),
    ...(existsSync(join(referee, 'referee.py'))
      ? []
      : [`the referee (${join(referee, 'referee.py')}; RIGHTSIZER_REFEREE names its folder)`]),
    ...(existsSync(traces) ? [] : [`the traces (${traces})`]),
  ];
}

/** What the referee says about the candidate over all classes, and under each harsher convention. */
function verdict(output: string): string {
  const lines = output.split('\n');
  const from = lines.findIndex((line) => line.includes('CANDIDATE A+B+C'));
  return lines.slice(from, from + 9).join('\n');
}

function judge(policy: string): string {
  const config = process.argv[2] === undefined ? '' : ` --config ${resolve(process.argv[2])}`;
  const size = `${process.execPath} ${join(root, 'cli/rightsizer.js')} size${config}`;
  const options = ['--traces', traces, '--cap-nominal', '--policy', policy, '--candidate', size];
  const run = spawnSync('python3', [join(referee, 'referee.py'), ...options], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`The referee failed: ${run.stderr.slice(-1000)}`);
  return verdict(run.stdout);
}

const lacking = missing();
if (lacking.length > 0) {
  process.stderr.write(`Not judged. Missing: ${lacking.join('; ')}.\n`);
  process.exitCode = 1;
} else {
  for (const policy of ['production', 'development', 'validation']) {
    process.stderr.write(`... ${policy}\n`);
    process.stdout.write(`${policy}\n${judge(policy)}\n\n`);
  }
}
