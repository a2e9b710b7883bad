import type { Command } from 'commander';
import type { Configuration } from '../core/configuration/configuration.ts';
import { defined } from '../core/model/defined.ts';
import { isIsoTime } from '../core/model/time.ts';
import { isTrouble, type Report } from '../core/report/report.ts';
import type { RunInput } from '../run/begin-run.ts';
import { NO_DEADLINE } from '../run/clock.ts';
import { readConfigurationFile } from '../run/configuration-file.ts';
import { selectTargets } from '../run/run-request.ts';
import { type RunResult, runRightsizer } from '../run/run-rightsizer.ts';
import {
  adapters,
  configOption,
  type Place,
  type PlaceOptions,
  placeOf,
  withAccounts,
  withPlaceOptions,
} from './place.ts';
import { EXIT, terminalLog, withProgress } from './terminal.ts';

/** What `plan`, `apply` and `report` take. */
export interface RunOptions extends PlaceOptions {
  readonly config: string;
  readonly service?: readonly string[];
  readonly stage?: readonly string[];
  readonly accounts?: boolean;
  readonly time?: string;
  readonly verbose?: boolean;
  /** Of the commands that have it. */
  readonly json?: boolean;
}

export function withRunOptions(command: Command): Command {
  const selecting = command
    .addOption(configOption())
    .option('--service <name...>', 'only these services')
    .option('--stage <name...>', 'only these stages')
    .option('--accounts', 'the services too that are tagged in the accounts of rightsizer.yml');
  return withPlaceOptions(selecting)
    .option('--time <iso>', 'decide as a run of this time would (default: now)')
    .option('--verbose', 'tell on standard error what is being done');
}

/** Epoch milliseconds of an ISO time. @throws When it is none. */
export function timeOf(text: string): number {
  const time = isIsoTime(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new Error(`--time ${text}: not an ISO time such as 2026-11-23T06:00:00Z`);
}

/** One run from a shell, ready to be started more than once for the same time. */
export interface ShellRun {
  readonly configuration: Configuration;
  /** The account of whoever asks. */
  readonly account: Place['account'];
  /** Runs. With a topic what happened is announced; without, and in a dry run, nothing is sent. */
  start(mode: ShellMode): Promise<RunResult>;
}

export interface ShellMode extends Pick<RunInput, 'observe'> {
  readonly dryRun: boolean;
  readonly topicArn?: string;
}

/** What the options cover: all that the file names, and what its accounts have where that is asked for. */
async function configurationOf(options: RunOptions): Promise<Configuration> {
  const { configuration } = await readConfigurationFile(options.config);
  const { accounts, targets } = configuration;
  if (options.accounts && accounts.length === 0) {
    throw new Error(`--accounts: ${options.config} names no accounts in which to look (docs/accounts.md).`);
  }
  if (options.accounts) return withAccounts(configuration, options);
  const named = new Set(targets.map(({ service }) => service));
  const unknown = accounts.length === 0 ? [] : (options.service ?? []).filter((service) => !named.has(service));
  if (targets.length > 0 && unknown.length === 0) return { ...configuration, accounts: [] };
  const names = ['service', ...unknown].join(' ');
  throw new Error(`rightsizer.yml names no ${names}. --accounts looks for those that are tagged in its accounts.`);
}

/** Reads the configuration and fixes the time. @throws {ConfigurationError} With every problem. */
export async function shellRun(options: RunOptions): Promise<ShellRun> {
  const configuration = await configurationOf(options);
  const selection = defined({ services: options.service, stages: options.stage });
  const time = options.time === undefined ? Date.now() : timeOf(options.time);
  const { region, account } = await placeOf(options, configuration.targets);
  const { compose } = await adapters();
  const log = terminalLog(options.verbose === true);
  const start: ShellRun['start'] = async ({ dryRun, topicArn, observe }) => {
    const request = { time, dryRun, ...selection };
    const ports = compose({ log, region, topicArn });
    const total = selectTargets(configuration, request).length;
    return withProgress(ports, { total }, (counted) =>
      runRightsizer({ configuration, request, ports: counted, signal: NO_DEADLINE, ...defined({ observe }) }),
    );
  };
  return { configuration, account, start };
}

/** The exit status of a run: failed where a target was not answered. */
export function runStatus({ targets }: Report): number {
  return targets.some(isTrouble) ? EXIT.failed : EXIT.nothingToDo;
}

/** Colors are for terminals, and not for people who said NO_COLOR (no-color.org: set and not empty). */
export function isColored(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR;
}
