import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildRecommend, shipBundle } from '../bundle.js';
import { reportTable } from '../cli/report-table.ts';
import type { ScenarioService } from '../local/scenario.ts';
import { type LocalAws, startLocalAws } from '../local/server.ts';
import { type DemoRun, demoRun } from './demo-run.ts';
import { functionSettings } from './invoke-bundle.ts';
import { type DemoScenario, demoScenarios, scenarioNames } from './scenarios/index.ts';

/** A story plays until the second morning (the first run stores the running sizes), or the third if it is deployed. */
const MORNINGS = ['2026-11-22T06:00:00Z', '2026-11-23T06:00:00Z', '2026-11-24T06:00:00Z'] as const;
const root = fileURLToPath(new URL('..', import.meta.url));

/** What the mornings on a scenario gave. */
export interface PlayedScenario {
  readonly runs: readonly DemoRun[];
  readonly last: DemoRun;
  /** The live documents at the end, by parameter name. */
  readonly documents: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** Deploys the only service with what is live. */
function deployLive(aws: LocalAws, { cluster, service }: ScenarioService): void {
  const live = aws.parameters().find(({ type }) => type === 'SecureString');
  const { taskCpu = '', taskMemory = '', appCpu, appMemory } = JSON.parse(live?.value ?? '{}') as LiveSizes;
  const containers = [{ name: 'app', cpu: Number(appCpu), memory: Number(appMemory) }];
  aws.deploy({ cluster, service, taskCpu, taskMemory, containers });
}

type LiveSizes = Readonly<Partial<Record<'taskCpu' | 'taskMemory' | 'appCpu' | 'appMemory', string>>>;

/** Plays the mornings on an embedded AWS filled with a scenario, with a built bundle beside its configuration. */
export async function playScenario(
  { scenario, configuration, deployedAt }: DemoScenario,
  built: string,
): Promise<PlayedScenario> {
  const folder = await mkdtemp(join(tmpdir(), `rightsizer-${scenario.name}-`));
  const aws = await startLocalAws({ scenario, now: () => new Date(MORNINGS[0]) });
  try {
    const configurationFile = join(folder, 'rightsizer.yml');
    // JSON is YAML.
    await writeFile(configurationFile, JSON.stringify(configuration));
    const bundle = await shipBundle(built, folder, configurationFile);
    const topicArn = `arn:aws:sns:us-east-1:123456789012:${scenario.topics[0]?.name}`;
    const settings = await functionSettings(join(root, 'serverless.yml'), { '${self:custom.topicArn}': topicArn });
    const morning = (scheduledTime: string) => demoRun({ aws, bundle, settings, scheduledTime });
    const runs = [await morning(MORNINGS[0])];
    let last = await morning(MORNINGS[1]);
    const [service] = scenario.services;
    if (deployedAt !== undefined && service !== undefined) {
      aws.setNow(new Date(deployedAt));
      deployLive(aws, service);
      runs.push(last);
      last = await morning(MORNINGS[2]);
    }
    const live = aws.parameters().filter(({ type }) => type === 'SecureString');
    return {
      runs: [...runs, last],
      last,
      documents: new Map(live.map(({ name, value }) => [name, JSON.parse(value)])),
    };
  } finally {
    await aws.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function sayWhole({ story }: DemoScenario, { last, documents }: PlayedScenario): void {
  say(`${story}\n\n${reportTable(last.report)}`);
  for (const { id, evidence, reasons, alerts, holds } of last.report.targets) {
    say(`${id}: ${evidence?.verdict.kind ?? 'no verdict'}`);
    for (const { text } of [...reasons, ...alerts]) say(`  - ${text}`);
    for (const { text } of holds) say(`  held: ${text}`);
  }
  say('');
  for (const [name, document] of documents) say(`${name}\n  ${JSON.stringify(document)}`);
}

/** One line a target: size before and after, verdict, finding. */
function lineOf(name: string, { last }: PlayedScenario): readonly string[] {
  return last.report.targets.map(({ stage, running, recommended, skipReason, finding, evidence }) => {
    const size = (sizes: typeof running) =>
      sizes === undefined ? '-' : `${sizes.task.cpuUnits}/${sizes.task.memoryMiB}`;
    const verdict = evidence?.verdict.kind ?? '-';
    return `${name.padEnd(16)} ${stage.padEnd(11)} ${size(running).padEnd(10)} -> ${size(recommended).padEnd(10)} ${verdict.padEnd(7)} ${finding ?? skipReason ?? ''}`;
  });
}

function namesOf(wanted: string): readonly string[] {
  if (wanted === 'all') return scenarioNames;
  if (scenarioNames.includes(wanted)) return [wanted];
  throw new Error(`There is no scenario ${wanted}; there are all, ${scenarioNames.join(', ')}.`);
}

/**
 * Plays one scenario in full, or all of them with a line for each target, and sets the exit status.
 *
 * @throws {Error} When there is no such scenario.
 */
export async function playScenarios(wanted: string): Promise<void> {
  const names = namesOf(wanted);
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-built-'));
  try {
    const built = await buildRecommend(folder);
    for (const name of names) await tell(name, built, names.length > 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tell(name: string, built: string, isOneOfMany: boolean): Promise<void> {
  const demo = demoScenarios[name];
  if (demo === undefined) return;
  process.stderr.write(`... ${name}\n`);
  const played = await playScenario(demo, built);
  if (isOneOfMany) for (const line of lineOf(name, played)) say(line);
  else sayWhole(demo, played);
  if (played.last.report.totals.failed > 0) process.exitCode = 1;
}
