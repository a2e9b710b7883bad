import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { placeOf } from '../../core/configuration/organization.ts';
import { defined } from '../../core/model/defined.ts';
import type { ServiceDescription } from '../../core/model/service.ts';
import { sideBySide } from '../../core/model/side-by-side.ts';
import { lookbackWindow } from '../../core/model/time.ts';
import { type Account, allReadable, type DocumentAnswers, type DocumentStore, PortError } from '../../core/ports.ts';
import type { TargetDocuments } from '../../core/publication/target-documents.ts';
import { documentNames } from '../../core/publication/target-documents.ts';
import { NO_DEADLINE } from '../clock.ts';
import { metricsQuestion } from '../decide-target.ts';
import { documentsOf, locatedServices, type Surveyed } from '../survey.ts';
import { documentFindings, keyFindings, orphanFindings } from './document-findings.ts';
import type { Examination, Examined, ReadDocuments } from './examination.ts';
import { about, attempt, attemptTelling, type Finding, failedCall, lacksCredentials } from './finding.ts';
import { enrollmentFinding, insightsFindings, permissionFindings, recorderFindings } from './place-findings.ts';

export interface AccountResult {
  readonly findings: readonly Finding[];
  /** What is stored, by target id; none when it could not be read. Pins and proposals are not asked for. */
  readonly documents: ReadonlyMap<string, TargetDocuments>;
}

const HISTORIES_SIDE_BY_SIDE = 4;

export async function examineAccount(
  account: Account,
  asked: readonly Target[],
  examination: Examination,
): Promise<AccountResult> {
  const { configuration, ports, time } = examination;
  const roleArn = asked[0]?.roleArn;
  const place = roleArn === undefined ? account.region : `${account.region} as ${roleArn}`;
  const { targets, services } = await locatedServices(account, asked, NO_DEADLINE);
  const described = targets.map((target) => ({ target, service: services.get(target.id) ?? UNTOLD }));
  const broken = described.flatMap(({ service }) => (service.kind === 'failed' ? [service.message] : []));
  const hopeless = broken.find(lacksCredentials);
  if (hopeless !== undefined) return { findings: [failedCall(place, hopeless)], documents: new Map() };
  const examined = await examineRunning(account, described, time);
  const read = await readDocuments(account, targets, examination);
  const documents = readableDocuments(described, read, time);
  const enrollmentOf = () => ports.enrollmentOf(targets[0] ?? {});
  const findings = [
    about('credentials', place).ok('A first call was answered.'),
    ...permissionFindings(place, { broken, examined, documents: read, ...(await askedOf(account, examined)) }),
    ...described.map(({ target, service }) => serviceFinding(target, service)),
    ...insightsFindings(examined),
    ...recorderFindings(place, examined, time),
    await enrollmentFinding(place, { sources: configuration.sources, targets, enrollmentOf }),
    ...targets.flatMap((target) => keyFindings(target, account.region)),
    ...targets.flatMap((target) => {
      const running = examined.find((each) => each.target.id === target.id);
      return documentFindings(documents.get(target.id), { target, running, tiers: read.tiers, time });
    }),
    ...(isKnown(account, targets, configuration)
      ? orphanFindings(place, read.names, configuration)
      : [about('orphans', place).notChecked('Not all tagged services of this account and region are known.')]),
  ];
  return { findings, documents };
}

type Described = Pick<Surveyed, 'target' | 'service'>;

const UNTOLD: ServiceDescription = { kind: 'failed', message: 'ECS said nothing about it.' };

/** Where tagged services are not known, or what tags of one mean, any document may be theirs. */
function isKnown({ region }: Account, [first]: readonly Target[], { targets }: Configuration): boolean {
  const here = placeOf({ ...first, region });
  return !targets.some((target) => target.lost !== undefined && placeOf(target) === here);
}

/** Of the targets whose documents can all be read. */
function readableDocuments(
  described: readonly Described[],
  { answers }: ReadDocuments,
  time: number,
): AccountResult['documents'] {
  const parsed = described.flatMap(({ target, service }) => {
    try {
      return [[target.id, documentsOf(answers, { target, service, time })] as const];
    } catch (error) {
      if (error instanceof PortError) return [];
      throw error;
    }
  });
  return new Map(parsed);
}

async function examineRunning(
  account: Account,
  described: readonly Described[],
  time: number,
): Promise<readonly Examined[]> {
  const window = lookbackWindow(time, 1);
  const examined: Examined[] = [];
  for (const { target, service } of described) {
    if (service.kind !== 'running') continue;
    const asked = { ...metricsQuestion(target, service, window), parts: ['use', 'reserved'] } as const;
    const metrics = await attempt(() => account.metrics.read(asked, NO_DEADLINE));
    const { cluster, ecsService } = target;
    const { deployedBy } = service;
    const question = { cluster, service: ecsService, since: window.startTime, ...defined({ deployedBy }) };
    const deployments = await attemptTelling(() => account.history.deployments(question, NO_DEADLINE));
    examined.push({ target, service, metrics, deployments });
  }
  return examined;
}

/** What a run asks beside: of one service, for all are answered alike. */
async function askedOf({ history, alarms }: Account, [first]: readonly Examined[]) {
  if (first === undefined) return { scaling: undefined, alarms: undefined };
  const question = { cluster: first.target.cluster, service: first.target.ecsService };
  return {
    scaling: await attemptTelling(() => history.scalingPolicies(question, NO_DEADLINE)),
    alarms: await attemptTelling(() => alarms.alarms({ ...question, at: 0 }, NO_DEADLINE)),
  };
}

async function readDocuments(
  { documents }: Account,
  targets: readonly Target[],
  { configuration, ports }: Examination,
): Promise<ReadDocuments> {
  const names = targets.map(documentNames).flatMap(({ live, state, copies }) => [live, state, ...copies]);
  const answers = await documents.read(names);
  return {
    answers,
    stored: await attempt(async () => allReadable(answers)),
    tiers: await tiersOf(documents, names, answers),
    versions: await attempt(() => documents.history(names[0] ?? configuration.parameterPrefix)),
    names: await attempt(() => ports.namesUnder(targets[0] ?? {}, configuration.parameterPrefix)),
  };
}

/** Only versions out of the history say their tier. */
async function tiersOf(
  documents: DocumentStore,
  names: readonly string[],
  answers: DocumentAnswers,
): Promise<ReadDocuments['tiers']> {
  const there = names.filter((name) => {
    const answer = answers.get(name);
    return answer !== undefined && !('kind' in answer);
  });
  const tiers = await sideBySide(there, HISTORIES_SIDE_BY_SIDE, async (name) => {
    const newest = await attempt(async () => (await documents.history(name))[0]?.tier);
    return newest.kind === 'failed' || newest.value === undefined ? [] : [[name, newest.value] as const];
  });
  return new Map(tiers.flat());
}

function serviceFinding({ id }: Target, service: ServiceDescription): Finding {
  const { ok, warning, problem } = about('services', id);
  if (service.kind === 'failed') return problem(service.message, 'See permissions.');
  if (service.kind === 'running') {
    const { cpuUnits, memoryMiB } = service.taskSize;
    const text = `Runs with ${cpuUnits} CPU / ${memoryMiB} MiB.`;
    return service.desiredCount > 0 ? ok(text) : warning(`${text} No task is wanted, so there are no metrics.`);
  }
  if (service.skipReason === 'NotDeployed')
    return warning(service.detail, 'Deploy it, or correct cluster, service or region in rightsizer.yml.');
  return problem(service.detail, 'Take it out of rightsizer.yml: it cannot be sized.');
}
