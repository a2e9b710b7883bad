import type { Target } from '../../core/configuration/configuration.ts';
import type { ServiceDescription } from '../../core/model/service.ts';
import type { StoredDocument } from '../../core/model/stored-document.ts';
import { lookbackWindow } from '../../core/model/window.ts';
import { type Account, allReadable } from '../../core/ports.ts';
import { documentNames } from '../../core/publication/document-names.ts';
import { attempt, attemptTelling, failedCall, lacksCredentials } from './attempt.ts';
import { documentFindings } from './document-findings.ts';
import type { Examination, Examined, ReadDocuments } from './examination.ts';
import { about, type Finding } from './finding.ts';
import { insightsFindings, recorderFindings } from './metric-findings.ts';
import { enrollmentFindings } from './opinion-findings.ts';
import { orphanFindings } from './orphan-findings.ts';
import { permissionFindings } from './permission-findings.ts';

export interface AccountResult {
  readonly findings: readonly Finding[];
  /** The live documents by target id; none when they could not be read. */
  readonly live: ReadonlyMap<string, StoredDocument | undefined>;
}

const NO_DEADLINE = new AbortController().signal;

/** Everything about the targets of one account and region. */
export async function examineAccount(
  account: Account,
  targets: readonly Target[],
  examination: Examination,
): Promise<AccountResult> {
  const place = placeText(account, targets);
  const services = await account.services.describe(targets, NO_DEADLINE);
  const broken = targets.flatMap(({ id }) => failureOf(services.get(id)) ?? []);
  const hopeless = broken.find(lacksCredentials);
  if (hopeless !== undefined) return { findings: [failedCall(place, hopeless)], live: new Map() };
  const examined = await examineRunning(account, { targets, services, time: examination.time });
  const documents = await readDocuments(account, targets, examination);
  const findings = [
    about('credentials', place).ok('A first call was answered.'),
    ...permissionFindings(place, { broken, examined, documents, scaling: await scalingOf(account, examined) }),
    ...targets.map((target) => serviceFinding(target, services.get(target.id))),
    ...insightsFindings(examined),
    ...recorderFindings(place, examined, examination.time),
    ...(await secondOpinionFindings(place, targets, examination)),
    ...storedFindings(targets, examined, { documents, time: examination.time }),
    ...orphanFindings(place, documents.names, examination.configuration),
  ];
  return { findings, live: liveOf(targets, documents) };
}

function secondOpinionFindings(place: string, targets: readonly Target[], { configuration, ports }: Examination) {
  const enrollmentOf = () => ports.enrollmentOf(targets[0] ?? {});
  return enrollmentFindings(place, { sources: configuration.sources, targets, enrollmentOf });
}

interface Stored {
  readonly documents: ReadDocuments;
  readonly time: number;
}

function storedFindings(targets: readonly Target[], examined: readonly Examined[], { documents, time }: Stored) {
  if (documents.stored.kind === 'failed') return [];
  const stored = documents.stored.value;
  return targets.flatMap((target) => documentFindings({ target, stored, examined, time }));
}

function liveOf(targets: readonly Target[], { stored }: ReadDocuments): AccountResult['live'] {
  if (stored.kind === 'failed') return new Map();
  return new Map(targets.map((target) => [target.id, stored.value.get(documentNames(target).live)]));
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
    const containers = service.containers.map(({ name }) => name);
    const metrics = await attempt(() => account.metrics.read({ ...question, containers, window }, NO_DEADLINE));
    const since = window.startTime;
    const deployments = await attemptTelling(() => account.history.deployments({ ...question, since }, NO_DEADLINE));
    examined.push({ target, service, metrics, deployments });
  }
  return examined;
}

async function scalingOf({ history }: Account, [first]: readonly Examined[]) {
  if (first === undefined) return undefined;
  const { cluster, ecsService } = first.target;
  return attemptTelling(() => history.scalingPolicies({ cluster, service: ecsService }, NO_DEADLINE));
}

async function readDocuments(
  { documents }: Account,
  targets: readonly Target[],
  { configuration, ports }: Examination,
): Promise<ReadDocuments> {
  const names = targets.map(documentNames).flatMap(({ live, state, copies }) => [live, state, ...copies]);
  return {
    stored: await attempt(async () => allReadable(await documents.read(names))),
    versions: await attempt(() => documents.history(names[0] ?? configuration.parameterPrefix)),
    names: await attempt(() => ports.namesUnder(targets[0] ?? {}, configuration.parameterPrefix)),
  };
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
