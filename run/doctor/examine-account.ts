import type { Target } from '../../core/configuration/configuration.ts';
import { placeOf } from '../../core/configuration/organization.ts';
import type { ServiceDescription } from '../../core/model/service.ts';
import { lookbackWindow } from '../../core/model/time.ts';
import { type Account, allReadable, type DocumentStore } from '../../core/ports.ts';
import { documentNames } from '../../core/publication/document-names.ts';
import { parseTargetDocuments, type TargetDocuments } from '../../core/publication/target-documents.ts';
import { sideBySide } from '../../core/side-by-side.ts';
import { NO_DEADLINE } from '../deadline.ts';
import { metricsQuestion } from '../metrics-question.ts';
import { locatedServices } from '../survey.ts';
import { attempt, attemptTelling, failedCall, lacksCredentials } from './attempt.ts';
import { documentFindings, orphanFindings } from './document-findings.ts';
import type { Examination, Examined, ReadDocuments } from './examination.ts';
import { about, type Finding } from './finding.ts';
import { insightsFindings, recorderFindings } from './metric-findings.ts';
import { enrollmentFindings } from './opinion-findings.ts';
import { permissionFindings } from './permission-findings.ts';

export interface AccountResult {
  readonly findings: readonly Finding[];
  /** What is stored, by target id; none when it could not be read. Pins and proposals are not asked for. */
  readonly documents: ReadonlyMap<string, TargetDocuments>;
}

const HISTORIES_SIDE_BY_SIDE = 4;

/** Everything about the targets of one account and region. */
export async function examineAccount(
  account: Account,
  asked: readonly Target[],
  examination: Examination,
): Promise<AccountResult> {
  const place = placeText(account, asked);
  const { targets, services } = await locatedServices(account, asked, NO_DEADLINE);
  const broken = targets.flatMap(({ id }) => failureOf(services.get(id)) ?? []);
  const hopeless = broken.find(lacksCredentials);
  if (hopeless !== undefined) return { findings: [failedCall(place, hopeless)], documents: new Map() };
  const examined = await examineRunning(account, { targets, services, time: examination.time });
  const read = await readDocuments(account, targets, examination);
  const documents = documentsOf(targets, { services, read, time: examination.time });
  const findings = [
    about('credentials', place).ok('A first call was answered.'),
    ...permissionFindings(place, { broken, examined, documents: read, ...(await askedOf(account, examined)) }),
    ...targets.map((target) => serviceFinding(target, services.get(target.id))),
    ...insightsFindings(examined),
    ...recorderFindings(place, examined, examination.time),
    ...(await secondOpinionFindings(place, targets, examination)),
    ...targets.flatMap((target) => {
      const running = examined.find((each) => each.target.id === target.id);
      return documentFindings(documents.get(target.id), { target, running, tiers: read.tiers, time: examination.time });
    }),
    ...orphansOf(place, { account, first: targets[0], names: read.names, configuration: examination.configuration }),
  ];
  return { findings, documents };
}

interface Beside {
  readonly account: Account;
  readonly first: Target | undefined;
  readonly names: ReadDocuments['names'];
  readonly configuration: Examination['configuration'];
}

/** Where tagged services are not known, or what tags of one mean, any document may be theirs. */
function orphansOf(place: string, { account, first, names, configuration }: Beside): readonly Finding[] {
  const here = placeOf({ ...first, region: account.region });
  if (configuration.targets.some((target) => target.lost !== undefined && placeOf(target) === here))
    return [about('orphans', place).notChecked('Not all tagged services of this account and region are known.')];
  return orphanFindings(place, names, configuration);
}

function secondOpinionFindings(place: string, targets: readonly Target[], { configuration, ports }: Examination) {
  const enrollmentOf = () => ports.enrollmentOf(targets[0] ?? {});
  return enrollmentFindings(place, { sources: configuration.sources, targets, enrollmentOf });
}

interface Stored extends Omit<Described, 'targets'> {
  readonly read: ReadDocuments;
}

function documentsOf(targets: readonly Target[], { services, read, time }: Stored): AccountResult['documents'] {
  if (read.stored.kind === 'failed') return new Map();
  const stored = read.stored.value;
  return new Map(
    targets.map((target) => {
      const service = services.get(target.id) ?? { kind: 'failed', message: '' };
      return [target.id, parseTargetDocuments(documentNames(target), stored, { target, service, time })];
    }),
  );
}

function placeText({ region }: Account, [first]: readonly Target[]): string {
  return first?.roleArn === undefined ? region : `${region} as ${first.roleArn}`;
}

function failureOf(service: ServiceDescription | undefined): string | undefined {
  return service?.kind === 'failed' ? service.message : undefined;
}

interface Described {
  readonly targets: readonly Target[];
  readonly services: ReadonlyMap<string, ServiceDescription>;
  readonly time: number;
}

async function examineRunning(account: Account, { targets, services, time }: Described): Promise<readonly Examined[]> {
  const window = lookbackWindow(time, 1);
  const running = targets.flatMap((target) => {
    const service = services.get(target.id);
    return service?.kind === 'running' ? [{ target, service }] : [];
  });
  const examined: Examined[] = [];
  for (const { target, service } of running) {
    const question = { cluster: target.cluster, service: target.ecsService };
    const asked = { ...metricsQuestion(target, service, window), parts: ['use', 'reserved'] } as const;
    const metrics = await attempt(() => account.metrics.read(asked, NO_DEADLINE));
    const { deployedBy } = service;
    const asks = { ...question, since: window.startTime, ...(deployedBy && { deployedBy }) };
    const deployments = await attemptTelling(() => account.history.deployments(asks, NO_DEADLINE));
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
  const stored = await attempt(async () => allReadable(await documents.read(names)));
  return {
    stored,
    tiers: await tiersOf(documents, names, stored),
    versions: await attempt(() => documents.history(names[0] ?? configuration.parameterPrefix)),
    names: await attempt(() => ports.namesUnder(targets[0] ?? {}, configuration.parameterPrefix)),
  };
}

/** Only versions out of the history say their tier. */
async function tiersOf(
  documents: DocumentStore,
  names: readonly string[],
  stored: ReadDocuments['stored'],
): Promise<ReadDocuments['tiers']> {
  const there = stored.kind === 'failed' ? [] : names.filter((name) => stored.value.has(name));
  const tiers = await sideBySide(there, HISTORIES_SIDE_BY_SIDE, async (name) => {
    const newest = await attempt(async () => (await documents.history(name))[0]?.tier);
    return newest.kind === 'failed' || newest.value === undefined ? [] : [[name, newest.value] as const];
  });
  return new Map(tiers.flat());
}

function serviceFinding({ id }: Target, service: ServiceDescription | undefined): Finding {
  const { ok, warning, problem } = about('services', id);
  if (service?.kind === 'running') {
    const { cpuUnits, memoryMiB } = service.taskSize;
    const text = `Runs with ${cpuUnits} CPU / ${memoryMiB} MiB.`;
    return service.desiredCount > 0 ? ok(text) : warning(`${text} No task is wanted, so there are no metrics.`);
  }
  if (service?.kind === 'skipped' && service.skipReason === 'NotDeployed') {
    return warning(service.detail, 'Deploy it, or correct cluster, service or region in rightsizer.yml.');
  }
  if (service?.kind === 'skipped') return problem(service.detail, 'Take it out of rightsizer.yml: it cannot be sized.');
  return problem(service?.message ?? 'ECS said nothing about it.', 'See permissions.');
}
