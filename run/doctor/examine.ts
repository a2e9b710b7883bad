import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { placeOf } from '../../core/configuration/organization.ts';
import { NO_DEADLINE } from '../clock.ts';
import { completed } from '../discovery/discover-in.ts';
import { placeText, searchPlaces } from '../discovery/search-place.ts';
import { groupByAccount } from '../survey.ts';
import type { Examination } from './examination.ts';
import { examineAccount } from './examine-account.ts';
import { about, type Finding } from './finding.ts';
import { installationFindings } from './installation-findings.ts';
import { serverlessFindings } from './serverless-findings.ts';

/** Looks at everything that a run and a deployment need; reads only. */
export async function examine(given: Examination): Promise<readonly Finding[]> {
  const { ports, serverless } = given;
  const configuration = await completed({ ...given, signal: NO_DEADLINE });
  const examination = { ...given, configuration };
  const known = configuration.targets.filter((target) => target.lost === undefined);
  const { accounts, lost } = groupByAccount(known, ports);
  const examined = [];
  // One after the other: every line belongs to one place, and nobody waits for a doctor's throughput.
  for (const [account, targets] of accounts) examined.push(await examineAccount(account, targets, examination));
  const documents = new Map(examined.flatMap((each) => [...each.documents]));
  return [
    configurationFinding(given),
    ...accountFindings(given.configuration, configuration),
    ...lost.map(({ target, service }) => {
      const why = service.kind === 'failed' ? service.message : 'It has no account.';
      return about('credentials', target.id).problem(why, 'Set AWS_REGION, or give --region.');
    }),
    ...examined.flatMap(({ findings }) => findings),
    ...(serverless === undefined
      ? [about('serverless', 'serverless.yml').notChecked('No --serverless PATH was given.')]
      : await serverlessFindings(configuration, { ...serverless, documents })),
    ...(await installationFindings(examination)),
    ELSEWHERE,
  ];
}

function configurationFinding({ configuration, source }: Examination): Finding {
  const { targets, accounts, parameterPrefix } = configuration;
  const { ok, warning } = about('configuration', source);
  const text = `${targets.length} ${targets.length === 1 ? 'target' : 'targets'} under ${parameterPrefix}.`;
  return targets.length + accounts.length > 0
    ? ok(text)
    : warning(text, 'Name a stage: without one there is nothing to size.');
}

/** What is part of a working recommender, and cannot be seen from here. */
const ELSEWHERE = about('elsewhere', 'permissions').notChecked(
  'ssm:PutParameter and sns:Publish are not tried: this command changes nothing.',
  'The first run tries them; an alarm rings when it fails.',
);

/** Which accounts could be searched for tagged services, and which of these services cannot be sized. */
function accountFindings(given: Configuration, { targets }: Configuration): readonly Finding[] {
  const found = targets.slice(given.targets.length);
  const places = searchPlaces(given).map((place) => {
    const own = found.filter((target) => placeOf(target) === placeOf(place));
    const { ok, problem } = about('accounts', placeText(place));
    const failure = own.find(({ lost }) => lost?.kind === 'place')?.lost;
    if (failure !== undefined) return problem(failure.message, LISTING);
    return ok(`${own.length} ${own.length === 1 ? 'service has' : 'services have'} the tag rightsizer: on.`);
  });
  const services = found.flatMap(({ id, lost }) =>
    lost?.kind === 'service'
      ? [about('accounts', id).problem(lost.message, 'See docs/accounts.md for what tags may say.')]
      : [],
  );
  return [...places, ...services, ...unusedFindings(given, found)];
}

/** Settings of tagged services that no service has: as long as some place is not known, any may be there. */
function unusedFindings({ taggedServices }: Configuration, found: readonly Target[]): readonly Finding[] {
  if (found.some(({ lost }) => lost?.kind === 'place')) return [];
  const ids = found.flatMap(({ service, id }) => [service, id]);
  const keys = Object.entries(taggedServices).flatMap(([key, { stages = {} }]) => {
    return ids.includes(key) ? Object.keys(stages).map((stage) => `${key}/${stage}`) : [key];
  });
  return keys
    .filter((key) => !ids.includes(key))
    .map((key) => {
      const text = `rightsizer.yml has settings of ${key} under "taggedServices", and no service with the tag rightsizer: on has this name.`;
      return about('accounts', key).warning(text, 'npx rightsizer plan --accounts lists the names.');
    });
}

const LISTING =
  'Let the region be enabled in the account, and its role be assumed, by the external id of its trust, and list clusters and services: examples/target-account has the template of it.';
