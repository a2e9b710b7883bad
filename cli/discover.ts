import { Command } from 'commander';
import type { Configuration, Target } from '../core/configuration/configuration.ts';
import { stageOf } from '../core/configuration/name-conventions.ts';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';
import type { ServiceDescription } from '../core/model/service.ts';
import { plainText } from '../core/model/visible.ts';
import type { ListedService, Ports } from '../core/ports.ts';
import { isTrouble, type Report } from '../core/report/report.ts';
import { NO_DEADLINE } from '../run/clock.ts';
import { failureText } from '../run/failure-text.ts';
import { type RunResult, runRightsizer } from '../run/run-rightsizer.ts';
import { discoveredWorld, type Known } from './discover-world.ts';
import { type DiscoveredGroup, groupsOf, keyed, starterOf, TASK_KEYS } from './discovered-services.ts';
import { type Starter, writeStarters } from './init-file.ts';
import { jsonText, refuseToOverwrite } from './output.ts';
import { adapters, type PlaceOptions, placeOf } from './place.ts';
import { reportTable } from './report-table.ts';
import { isColored } from './shell-run.ts';
import { EXIT, terminalLog, withProgress } from './terminal.ts';

interface DiscoverOptions extends Pick<PlaceOptions, 'profile'> {
  readonly region?: readonly string[];
  readonly write?: boolean;
  readonly out: string;
  readonly json?: boolean;
}

interface Region {
  readonly region: string;
  readonly services: readonly ListedService[];
  /** Why it could not be asked. */
  readonly failure?: string;
}

/** Says who is asked in a region. */
function placeholder(region: string): Target {
  const parameters = { task: TASK_KEYS };
  const services = { any: { cluster: 'any', service: 'any', region, parameters, stages: { production: {} } } };
  const [target] = parseConfiguration({ services }, '--region').targets;
  if (target === undefined) throw new Error('Name a region with --region.');
  return target;
}

async function servicesOf(ports: Ports, region: string): Promise<Region> {
  try {
    return { region, services: await ports.accountOf(placeholder(region)).lister.list(NO_DEADLINE) };
  } catch (error) {
    return { region, services: [], failure: failureText(error) };
  }
}

/** What runs, by target, so that keys can be named after its containers. */
async function descriptionsOf(
  ports: Ports,
  { targets }: Configuration,
): Promise<ReadonlyMap<string, ServiceDescription>> {
  const accounts = Map.groupBy(targets, (target) => ports.accountOf(target));
  const described = await Promise.all(
    [...accounts].map(([account, own]) => account.services.describe(own, NO_DEADLINE)),
  );
  return new Map(described.flatMap((each) => [...each]));
}

/** The services by their present names, also where a file would say by what to find them. */
function namedConfiguration(starters: readonly Starter[], groups: readonly DiscoveredGroup[]): Configuration {
  const services = starters.map(({ key, region, parameters, stages }, index) => {
    const named = stages.map(({ name, policy, parameters: own }, stage) => {
      const listed = groups[index]?.members[stage]?.listed;
      const names = { cluster: listed?.cluster, service: listed?.service };
      return [name, { policy, ...names, ...(own && { parameters: own }) }] as const;
    });
    return [key, { region, parameters, stages: Object.fromEntries(named) }] as const;
  });
  return parseConfiguration({ services: Object.fromEntries(services) }, 'What was discovered');
}

async function sized(
  ports: Ports,
  configuration: Configuration,
  known: Pick<Known, 'descriptions' | 'listed'>,
): Promise<RunResult> {
  const time = Date.now();
  const { lookbackDays, targets } = configuration;
  const world = discoveredWorld(ports, { ...known, time, lookbackDays });
  return withProgress(world, { total: targets.length }, (counted) =>
    runRightsizer({ configuration, request: { time, dryRun: true }, ports: counted, signal: NO_DEADLINE }),
  );
}

interface Discovery {
  readonly starters: readonly Starter[];
  readonly report: Report;
}

async function discovered(ports: Ports, regions: readonly Region[]): Promise<Discovery | undefined> {
  const fargate = regions.flatMap(({ region, services }) =>
    services.filter(({ isFargate }) => isFargate).map((listed) => ({ region, listed, stage: stageOf(listed) })),
  );
  if (fargate.length === 0) return undefined;
  const groups = groupsOf(fargate);
  const bare = groups.map((group) => starterOf(group, { task: TASK_KEYS, containers: {} }));
  const descriptions = await descriptionsOf(ports, namedConfiguration(bare, groups));
  const starters = groups.map((group) => keyed(group, descriptions));
  const listed = fargate.map((each) => each.listed);
  const { report } = await sized(ports, namedConfiguration(starters, groups), { descriptions, listed });
  return { starters, report };
}

function notes(regions: readonly Region[]): readonly string[] {
  return regions.flatMap(({ region, services, failure }) => {
    if (failure !== undefined) return [`${region} could not be asked: ${failure}`];
    const others = services.filter(({ isFargate }) => !isFargate).length;
    if (services.length === others) return [`${region} has no service on Fargate.`];
    return others === 0 ? [] : [`${region}: not on Fargate and left out: ${others} of ${services.length} services.`];
  });
}

/** Those that were named, else the usual one. @throws In one sentence, where there is none, or no credentials. */
async function regionsOf({ region: named = [], profile }: DiscoverOptions): Promise<readonly string[]> {
  const wanted = [...new Set(named)];
  const [region] = wanted;
  const place = await placeOf(
    { ...(region && { region }), ...(profile && { profile }) },
    wanted.map((each) => ({ region: each })),
  );
  if (place.region === undefined) throw new Error('In which region? Name one or several with --region.');
  return wanted.length > 0 ? wanted : [place.region];
}

async function discover(options: DiscoverOptions): Promise<void> {
  if (options.write) await refuseToOverwrite(options.out, 'name another with --out');
  const names = await regionsOf(options);
  const { compose } = await adapters();
  const ports = compose({ log: terminalLog(false), isFirstLook: true });
  const regions = await Promise.all(names.map((region) => servicesOf(ports, region)));
  const found = await discovered(ports, regions);
  if (options.write && found !== undefined) await writeStarters(options.out, found.starters, true);
  tell(options, { regions, ...(found && { found }) });
  const isWrong = regions.some(({ failure }) => failure !== undefined) || found?.report.targets.some(isTrouble);
  process.exitCode = isWrong ? EXIT.failed : EXIT.nothingToDo;
}

interface Told {
  readonly regions: readonly Region[];
  readonly found?: Discovery;
}

function tell({ json, write: isWritten, out }: DiscoverOptions, { regions, found }: Told): void {
  const said = notes(regions);
  if (json) {
    process.stdout.write(jsonText({ schemaVersion: 1, kind: 'discover', notes: said, ...found }));
    return;
  }
  const table = found === undefined ? '' : reportTable(found.report, { colored: isColored(process.stdout) });
  const next = isWritten ? [`Wrote ${out}. Next: rightsizer plan.`] : ['--write makes a rightsizer.yml of it.'];
  const lines = [...said, ...(found === undefined ? [] : next)];
  process.stdout.write(`${table}${plainText(lines.join('\n'))}\n`);
}

export function discoverCommand(): Command {
  return new Command('discover')
    .option('--region <region...>', 'where to look (default: AWS_REGION)')
    .option('--profile <name>', 'the profile of ~/.aws whose credentials are used (default: AWS_PROFILE)')
    .option('--write', 'make a rightsizer.yml of what is found; an existing file is never overwritten')
    .option('--out <file>', 'where --write writes', 'rightsizer.yml')
    .option('--json', 'what was found, and the whole report (docs/report.md)')
    .addHelpText('after', '\nExit status: 0 listed, 1 a region or a service could not be asked.')
    .action(discover);
}
