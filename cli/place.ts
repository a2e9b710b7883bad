import { type Command, Option } from 'commander';
import type { Configuration } from '../core/configuration/configuration.ts';
import { didYouMean } from '../core/configuration/problem.ts';
import type { Ports } from '../core/ports.ts';
import { NO_DEADLINE } from '../run/clock.ts';
import { completed } from '../run/discovery/discover-in.ts';
import { searchPlaces } from '../run/discovery/search-place.ts';
import { terminalLog, whileWaiting } from './terminal.ts';

export interface PlaceOptions {
  readonly region?: string;
  readonly profile?: string;
}

export interface Place {
  /** Of targets that name none; absent where nobody says. */
  readonly region?: string;
  /** The account of the credentials; undefined where it cannot be told. */
  account(): Promise<string | undefined>;
}

export function withPlaceOptions(command: Command): Command {
  return command
    .option('--region <region>', "the region of targets that name none (default: AWS_REGION, else the profile's)")
    .option('--profile <name>', 'the profile of ~/.aws whose credentials are used (default: AWS_PROFILE)');
}

/** Where a person's credentials come from. A named profile goes before keys in the environment, as in the AWS CLI. */
function useProfile({ profile }: PlaceOptions): void {
  if (profile === undefined) return;
  process.env.AWS_PROFILE = profile;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete process.env[name];
}

/** Adapters. Loaded when asked for: the SDK would slow every other command down. */
export function adapters() {
  return import('../run/compose.ts');
}

/**
 * In which region a command acts, as whom the options say; credentials are not looked at.
 *
 * @param targets - Whose own regions are checked too.
 * @returns Absent where nobody says.
 * @throws In one sentence, for a region that does not exist.
 */
export async function regionFor(
  options: PlaceOptions,
  targets: readonly { readonly region?: string }[],
): Promise<string | undefined> {
  useProfile(options);
  const ports = await adapters();
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  // An empty variable counts as not set.
  const region = options.region || AWS_REGION || AWS_DEFAULT_REGION || (await ports.regionOfProfile());
  const named = new Set([region, ...targets.map((target) => target.region)].flatMap((each) => each || []));
  await Promise.all([...named].map((each) => checkRegion(each, ports.isRegion)));
  return region || undefined;
}

/**
 * Where a command acts, with its regions and credentials checked before anything is asked.
 *
 * @param targets - Whose own regions are checked too.
 * @throws In one sentence, for a region that does not exist, and where there are no credentials.
 */
export async function placeOf(
  options: PlaceOptions,
  targets: readonly { readonly region?: string }[] = [],
): Promise<Place> {
  const region = await regionFor(options, targets);
  const caller = (await adapters()).callerIn(region);
  await caller.checkCredentials(process.env.AWS_PROFILE || undefined);
  const account = () => caller.account().catch(() => undefined);
  return { ...(region && { region }), account };
}

/** The world of a command, with its regions and credentials checked. */
export async function worldOf(
  options: PlaceOptions,
  targets?: readonly { readonly region?: string }[],
): Promise<Ports> {
  const { region } = await placeOf(options, targets);
  const { compose } = await adapters();
  return compose({ log: terminalLog(false), region });
}

async function checkRegion(region: string, isRegion: (region: string) => Promise<boolean>): Promise<void> {
  if (await isRegion(region)) return;
  throw new Error(`There is no AWS region ${region}${didYouMean(region, NEAR)}`);
}

/** For a hint only: where Fargate is used most. */
const NEAR = `us-east-1 us-east-2 us-west-1 us-west-2 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1
  ap-southeast-1 ap-southeast-2 ap-northeast-1`.split(/\s+/);

/** Where a team keeps its rightsizer.yml, unless a command says so. An empty variable counts as not set. */
export function usualConfig(): string {
  return process.env.RIGHTSIZER_CONFIG || 'rightsizer.yml';
}

export function configOption(): Option {
  const said = 'RIGHTSIZER_CONFIG, else rightsizer.yml';
  return new Option('--config <file>', 'the configuration').default(usualConfig(), said);
}

/** The configuration with the services that are tagged in its accounts; what cannot be listed is among its targets. */
export async function withAccounts(configuration: Configuration, options: PlaceOptions): Promise<Configuration> {
  const ports = await worldOf(options, searchPlaces(configuration));
  return whileWaiting('listing accounts', () => completed({ configuration, ports, signal: NO_DEADLINE }));
}

/** The configuration in which a stage stands; accounts are searched only for one that the file does not name. */
export async function configurationWith(
  configuration: Configuration,
  [service, stage]: readonly [service: string, stage: string],
  options: PlaceOptions,
): Promise<Configuration> {
  const isNamed = configuration.targets.some(
    (target) => target.service === service && [target.stage, ...target.alsoPublishTo].includes(stage),
  );
  return isNamed || configuration.accounts.length === 0 ? configuration : withAccounts(configuration, options);
}
