import { createReadStream } from 'node:fs';
import { Command } from 'commander';
import { requestedSubject } from '../backtest/requested-subject.ts';
import { policyRule, type Rule, STOOD, THUMB_RULES } from '../backtest/rules.ts';
import type { PercentSeries, Subject } from '../backtest/subject.ts';
import { addUp, type RuleScore, walkForward } from '../backtest/walk-forward.ts';
import { builtInPolicies } from '../core/configuration/policies.ts';
import type { Policy } from '../core/configuration/policy.ts';
import { defined } from '../core/model/defined.ts';
import { lookbackWindow } from '../core/model/time.ts';
import { plainText } from '../core/model/visible.ts';
import { usdText } from '../core/money/usd.ts';
import type { Series } from '../core/usage/usage.ts';
import { NO_DEADLINE } from '../run/clock.ts';
import { readConfigurationFile } from '../run/configuration-file.ts';
import { evidenceOf } from '../run/decide-target.ts';
import { selectTargets } from '../run/run-request.ts';
import type { Asking } from '../run/side-answers.ts';
import { type Surveyed, survey } from '../run/survey.ts';
import { aligned } from './columns.ts';
import { jsonText, systemProblem } from './output.ts';
import { type PlaceOptions, usualConfig, withPlaceOptions, worldOf } from './place.ts';
import { timeOf } from './shell-run.ts';
import { linesOf, sayWhatIsAwaited } from './size.ts';
import { EXIT, progressLine } from './terminal.ts';

interface BacktestOptions extends PlaceOptions {
  readonly input?: string;
  readonly config?: string;
  readonly service?: readonly string[];
  readonly stage?: readonly string[];
  readonly time?: string;
  readonly json?: boolean;
}

const OWN = 'own policy';
const NO_LINES = 'It reads lines in the format of "rightsizer size", with more than four weeks of data each.';

/** A service to play again, or why it cannot be. @param place - What is said where it has no id yet. */
async function foundOrNot(place: string, read: () => Promise<Subject>): Promise<FoundSubject> {
  try {
    const subject = await read();
    return { kind: 'found', id: subject.target.id, subject };
  } catch (error) {
    return { kind: 'failed', id: place, message: error instanceof Error ? error.message : String(error) };
  }
}

/** @throws {Error} When the file cannot be read. */
async function* linesFrom(input: string | undefined): AsyncGenerator<string> {
  if (input === undefined) return yield* linesOf(process.stdin);
  try {
    yield* linesOf(createReadStream(input));
  } catch (cause) {
    throw new Error(`--input ${input}: the file cannot be read (${systemProblem(cause)}).`, { cause });
  }
}

async function* subjectsOfLines(
  input: string | undefined,
  policies: Readonly<Record<string, Policy>>,
): AsyncGenerator<FoundSubject> {
  let number = 0;
  for await (const line of linesFrom(input)) {
    number += 1;
    if (line.trim() === '') continue;
    yield await foundOrNot(`line ${number}`, async () => requestedSubject(line, policies));
  }
}

async function* subjectsOfAws(options: BacktestOptions): AsyncGenerator<FoundSubject> {
  const config = options.config ?? usualConfig();
  const { configuration } = await readConfigurationFile(config);
  const ports = await worldOf(options, configuration.targets);
  yield* backtestSubjects({
    configuration,
    request: {
      time: options.time === undefined ? Date.now() : timeOf(options.time),
      dryRun: true,
      ...defined({ services: options.service, stages: options.stage }),
    },
    ports,
    signal: NO_DEADLINE,
  });
}

interface ServiceScores {
  readonly id: string;
  readonly policy: string;
  readonly scores: readonly RuleScore[];
}

function scoresOf(found: FoundSubject, rules: readonly Rule[]): ServiceScores | undefined {
  const problem = (message: string) => {
    process.stderr.write(plainText(`rightsizer: ${found.id}: ${message}\n`));
    process.exitCode = EXIT.failed;
    return undefined;
  };
  if (found.kind === 'failed') return problem(found.message);
  const policy = found.subject.target.policy.name;
  const scores = walkForward(found.subject, rules);
  const own = scores.find(({ rule }) => rule === policy);
  if (own === undefined) return problem('a backtest takes more than four weeks of data');
  const [stood, ...others] = scores;
  return { id: found.id, policy, scores: [...(stood ? [stood] : []), { ...own, rule: OWN }, ...others] };
}

async function backtest(options: BacktestOptions): Promise<void> {
  const isAws = options.service !== undefined || options.stage !== undefined;
  const policies =
    options.config === undefined && !isAws
      ? builtInPolicies
      : (await readConfigurationFile(options.config ?? usualConfig())).configuration.policies;
  const rules = [STOOD, ...Object.values(policies).map(policyRule), ...THUMB_RULES];
  const services: ServiceScores[] = [];
  if (!isAws && options.input === undefined) sayWhatIsAwaited('services', 'backtest');
  const endProgress = progressLine(() => `services played so far: ${services.length}`);
  for await (const found of isAws ? subjectsOfAws(options) : subjectsOfLines(options.input, policies)) {
    const scored = scoresOf(found, rules);
    if (scored !== undefined) services.push(scored);
  }
  endProgress();
  if (services.length === 0) throw new Error(`Nothing was played. ${isAws ? 'No service had data.' : NO_LINES}`);
  const total = addUp(services.flatMap(({ scores }) => scores));
  if (options.json) process.stdout.write(jsonText({ services, total }));
  else
    process.stdout.write(
      `${backtestTable(total)}\nServices: ${services.length}. Each week decided on the four before.\n`,
    );
}

const HELP = `
Each week every policy and rule decides on the four weeks before it, and its size is held against
that week; what stood is the size in force at every decision. USD is for one task of 730 hours,
added up over the services; the price of us-east-1 where the region's is not confirmed. A memory
episode ends after fifteen minutes without a point above the size.
Without --service or --stage it reads lines in the format of "rightsizer size", with series of more
than four weeks. With them it reads what CloudWatch still has of a configured service: 63 days at
five minutes.
Exit status: 0, or 1 where nothing was played, or a line or a service could not be; the others are.`;

export function backtestCommand(): Command {
  const command = new Command('backtest')
    .option('--input <file>', 'NDJSON in the format of "rightsizer size" (default: standard input)')
    .option('--service <name...>', 'these services, from CloudWatch')
    .option('--stage <name...>', 'these stages, from CloudWatch')
    .option(
      '--config <file>',
      'the configuration whose policies and targets are used (with --service: RIGHTSIZER_CONFIG, else rightsizer.yml)',
    );
  return withPlaceOptions(command)
    .option('--time <iso>', 'as if it were this time (default: now)')
    .option('--json', 'all services and the total as JSON')
    .addHelpText('after', HELP)
    .action(backtest);
}

const HEAD = ['policy / rule', 'USD per month', 'CPU exceeded %', 'memory episodes', 'changes'] as const;

function percentExceeded({ cpuPoints, cpuPointsExceeded }: RuleScore): string {
  return cpuPoints === 0 ? '-' : ((cpuPointsExceeded / cpuPoints) * 100).toFixed(3);
}

function row(score: RuleScore): readonly string[] {
  const { rule, usdPerMonth, memoryEpisodes, changes } = score;
  return [rule, usdText(usdPerMonth), percentExceeded(score), String(memoryEpisodes), String(changes)];
}

function backtestTable(scores: readonly RuleScore[]): string {
  const lines = aligned([HEAD, ...scores.map(row)], (column) => column > 0);
  return `${lines.join('\n')}\n`;
}

/** Retention of five-minute points: docs.aws.amazon.com/AmazonCloudWatch, "Metrics retention", read 2026-11-23. */
const RETENTION_DAYS = 63;
/** A window that begins earlier gets no five-minute points, and windows end up to 70 minutes ago: three hours less. */
const LOOKBACK_DAYS = RETENTION_DAYS - 3 / 24;

type FoundSubject =
  | { readonly kind: 'found'; readonly id: string; readonly subject: Subject }
  | { readonly kind: 'failed'; readonly id: string; readonly message: string };

/** Amounts as percent of the size that stands now. */
function percentOf({ average, maximum }: Series, amount: number): PercentSeries {
  const percent = (values: Float64Array) => values.map((value) => (value / amount) * 100);
  return { ...(average && { average: percent(average) }), ...(maximum && { maximum: percent(maximum) }) };
}

async function subjectOf({ target, account, service }: Surveyed, input: Asking): Promise<Subject> {
  if (service.kind === 'failed') throw new Error(service.message);
  if (service.kind === 'skipped' || account === undefined) throw new Error('no running service on Fargate');
  const window = lookbackWindow(input.request.time, LOOKBACK_DAYS);
  const evidence = await evidenceOf(
    { target, account, service, window, money: { settings: input.configuration.prices } },
    input.signal,
  );
  const { cpuUnits, memoryMiB } = service.taskSize;
  return {
    target,
    service,
    window,
    cpu: percentOf(evidence.cpu, cpuUnits),
    ...(evidence.memory && { memory: percentOf(evidence.memory, memoryMiB) }),
  };
}

/** Reads what CloudWatch still has of the selected services, one after the other. Nothing is written. */
async function* backtestSubjects(input: Asking): AsyncGenerator<FoundSubject> {
  const selected = selectTargets(input.configuration, input.request);
  const surveyed = await survey(input.configuration, selected, { ...input, time: input.request.time });
  for (const target of selected) {
    yield await foundOrNot(target.id, () => subjectOf(surveyed.get(target.id) as Surveyed, input));
  }
}
