import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import type { EnrollmentStatus } from '../../core/decision/opinion.ts';
import type { ScheduleReader, TopicReader } from '../../core/installation.ts';
import type { Account, Ports } from '../../core/ports.ts';
import { failureText } from '../survey.ts';
import { examineAccount } from './examine-account.ts';
import { about, type Finding } from './finding.ts';
import { installationFindings } from './installation-findings.ts';
import type { ServerlessFile } from './serverless-file.ts';
import { type Consumer, serverlessFindings } from './serverless-findings.ts';

type Place = Pick<Target, 'region' | 'roleArn'>;

/** What `doctor` needs from outside. */
export interface DoctorPorts extends Ports {
  /** The names of all parameters below a path, where targets of this place are stored. */
  namesUnder(place: Place, path: string): Promise<readonly string[]>;
  /** @throws {PortError} When Compute Optimizer does not tell. */
  enrollmentOf(place: Place): Promise<EnrollmentStatus>;
  /** Of the recommender's own account and region. */
  readonly schedules: ScheduleReader;
  readonly topics: TopicReader;
}

/** The deployed recommender. */
export interface Installation {
  /** The stage with which it was deployed itself. */
  readonly stage: string;
  /** Absent: the one that its stack made. */
  readonly topicArn?: string;
}

export interface Examination {
  readonly configuration: Configuration;
  readonly ports: DoctorPorts;
  readonly installation: Installation;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Of a consumer; absent: not looked at. */
  readonly serverless?: { readonly path: string; readonly file: ServerlessFile };
}

/** Looks at everything that a run and a deployment need; reads only. */
export async function examine(examination: Examination): Promise<readonly Finding[]> {
  const { configuration, ports, serverless } = examination;
  const { accounts, lost } = groupByAccount(configuration.targets, ports);
  const examined = [];
  // One after the other: every line belongs to one place, and nobody waits for a doctor's throughput.
  for (const [account, targets] of accounts) examined.push(await examineAccount(account, targets, examination));
  const documents = new Map(examined.flatMap(({ live }) => [...live]));
  return [
    configurationFinding(configuration),
    ...lost,
    ...examined.flatMap(({ findings }) => findings),
    ...consumerFindings(configuration, serverless && { ...serverless, documents }),
    ...(await installationFindings(examination)),
    elsewhere(),
  ];
}

function consumerFindings(configuration: Configuration, consumer: Consumer | undefined): readonly Finding[] {
  if (consumer !== undefined) return serverlessFindings(configuration, consumer);
  return [about('serverless', 'serverless.yml').notChecked('No --serverless PATH was given.')];
}

function configurationFinding({ targets, parameterPrefix }: Configuration): Finding {
  const { ok, warning } = about('configuration', 'rightsizer.yml');
  const text = `${targets.length} ${targets.length === 1 ? 'target' : 'targets'} under ${parameterPrefix}.`;
  return targets.length > 0 ? ok(text) : warning(text, 'Name a stage: without one there is nothing to size.');
}

interface Grouped {
  readonly accounts: ReadonlyMap<Account, readonly Target[]>;
  readonly lost: readonly Finding[];
}

function groupByAccount(targets: readonly Target[], ports: Ports): Grouped {
  const accounts = new Map<Account, Target[]>();
  const lost: Finding[] = [];
  for (const target of targets) {
    try {
      const account = ports.accountOf(target);
      accounts.set(account, [...(accounts.get(account) ?? []), target]);
    } catch (error) {
      lost.push(about('credentials', target.id).problem(failureText(error), 'Set AWS_REGION, or give --region.'));
    }
  }
  return { accounts, lost };
}

/** What is part of a working recommender, and cannot be seen from here. */
function elsewhere(): Finding {
  return about('elsewhere', 'permissions').notChecked(
    'ssm:PutParameter and sns:Publish are not tried: this command changes nothing.',
    'The first run tries them; an alarm rings when it fails.',
  );
}
