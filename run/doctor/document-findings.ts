import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { regionIn } from '../../core/configuration/organization.ts';
import { type DeploymentStatus, deploymentStatus } from '../../core/decision/deployment-status.ts';
import { memoryName } from '../../core/fleet/fleet-memory.ts';
import { anewAdvice, mendAdvice, type StoredDocument, typeProblem } from '../../core/model/stored-document.ts';
import { minuteText } from '../../core/model/time.ts';
import { claimName } from '../../core/publication/let-through.ts';
import type { UsableSizes } from '../../core/publication/sizes-document.ts';
import { shortHash } from '../../core/publication/stored-text.ts';
import { documentNames, type StoredSizes, type TargetDocuments } from '../../core/publication/target-documents.ts';
import { allNames } from '../survey.ts';
import type { Examined } from './examination.ts';
import { type Attempt, about, type Finding, notSeen } from './finding.ts';

export interface DocumentQuestion {
  readonly target: Target;
  /** Undefined where it is skipped or could not be asked: no run writes its documents then. */
  readonly running: Examined | undefined;
  /** By name; of those that could be asked about. */
  readonly tiers: ReadonlyMap<string, string>;
  readonly time: number;
}

/** Whether a deployment can read a target's live document, and whether one did; nothing where it could not be read. */
export function documentFindings(
  documents: TargetDocuments | undefined,
  { target, running, tiers, time }: DocumentQuestion,
): readonly Finding[] {
  if (documents === undefined) return [];
  const { live, names } = documents;
  const { warning } = about('documents', names.live);
  const own =
    live.kind === 'absent'
      ? [warning('Nothing is live: deployments use their fallback.', firstAdvice(target, running))]
      : liveFindings(live, running && { ...running, documents, time }, names.live);
  const all = [names.live, ...names.copies];
  return [...own, ...copyFindings(documents, running), ...all.flatMap((name) => tierFindings(name, tiers.get(name)))];
}

/** What makes a document live where none is. */
function firstAdvice({ mode }: Target, running: Examined | undefined): string {
  if (running === undefined)
    return 'No run writes one before the service runs on Fargate. Before it is deployed "rightsizer seed" does.';
  return mode === 'apply'
    ? 'The first run stores what runs.'
    : 'In mode "propose" nothing is live before the first "rightsizer approve".';
}

function copyFindings({ names, live, copies }: TargetDocuments, running: Examined | undefined): readonly Finding[] {
  const advice = running === undefined ? 'No run writes it before the service runs.' : 'The next run writes it.';
  return copies.flatMap(({ name, stored }) => {
    const { warning, problem } = about('documents', name);
    if (stored === undefined)
      return live.kind === 'absent' ? [] : [warning(`The copy of ${names.live} is not there.`, advice)];
    const wrong = typeProblem(stored);
    return wrong === undefined ? [] : [problem(`The copy cannot be used: ${wrong}.`, anewAdvice(name))];
  });
}

/** It works, and costs: 0.05 USD a month for each advanced parameter (AWS Systems Manager pricing, 2026-11). */
function tierFindings(name: string, tier = 'Standard'): readonly Finding[] {
  if (tier === 'Standard') return [];
  const text = `It is of the tier ${tier}, which AWS charges for and never changes back; it is kept as it is.`;
  return [about('documents', name).warning(text, anewAdvice(name))];
}

/** Where rightsizer.yml leaves the region to whoever runs, only the place tells whether a key is of it. */
export function keyFindings({ id, kmsKeyArn }: Target, region: string): readonly Finding[] {
  if (kmsKeyArn === undefined || regionIn(kmsKeyArn) === region) return [];
  const text = `${kmsKeyArn} is a key of another region than ${region}: no document can be written.`;
  return [about('documents', id).problem(text, 'Name a key of the region, or the region, in rightsizer.yml.')];
}

interface Running extends Examined {
  readonly documents: TargetDocuments;
  readonly time: number;
}

function liveFindings(live: StoredSizes, running: Running | undefined, name: string): readonly Finding[] {
  const { ok, warning, problem } = about('documents', name);
  if (live.kind === 'invalid') {
    const advice = mendAdvice({ name, live, runs: running !== undefined });
    return [problem(`Version ${live.version} cannot be used: ${live.problem}.`, advice)];
  }
  if (running === undefined) return [ok(`Version ${live.version}; nothing runs to compare it with.`)];
  const keys =
    live.kind === 'valid' ? [] : [warning('Its keys are not those of rightsizer.yml.', 'The next run rewrites it.')];
  return [...keys, statusFinding(running, live)];
}

/** How bad it is, in which words, and what to do about it. */
const STATUSES: Readonly<Record<DeploymentStatus['kind'], readonly ['ok' | 'warning' | 'problem', string, string?]>> = {
  deployed: ['ok', 'runs'],
  inProgress: ['warning', 'is being deployed', 'ECS has not finished the deployment: see its events.'],
  notDeployed: ['warning', 'waits for a deployment', 'Deploy the service: sizes take effect with its next deployment.'],
  drifted: [
    'problem',
    'was passed over by a deployment',
    'A deployment did not read the document: check its serverless.yml with --serverless PATH.',
  ],
  rolledBack: [
    'warning',
    'was rolled back by ECS',
    'ECS took the deployment back: see its events, and "rightsizer rollback".',
  ],
};

function statusFinding(running: Running, live: StoredDocument & UsableSizes): Finding {
  const { target, service, deployments, documents, time } = running;
  const { names, state } = documents;
  const entry = state.history.find(({ version, hash }) => version === live.version && hash === shortHash(live.text));
  const known = deployments.kind === 'answered' && deployments.value.kind === 'known' ? deployments.value : undefined;
  const { kind, since } = deploymentStatus({
    live: live.sizes,
    liveSince: entry?.at ?? new Date(time).toISOString(),
    service,
    keys: target.parameters,
    deployments: known?.deployments ?? [],
  });
  const [severity, words, advice] = STATUSES[kind];
  // A version that the state does not know has no time of its own.
  const when = entry === undefined ? '' : ` since ${minuteText(since)}`;
  return about('documents', names.live)[severity](`Version ${live.version} ${words}${when}.`, advice);
}

/** Documents that no target of rightsizer.yml reads or writes, in one account and region. */
export function orphanFindings(
  place: string,
  names: Attempt<readonly string[]>,
  configuration: Configuration,
): readonly Finding[] {
  if (names.kind === 'failed') return [notSeen('orphans', place, names.message)];
  const { ok } = about('orphans', place);
  const known = new Set([
    ...configuration.targets.map(documentNames).flatMap(allNames),
    memoryName(configuration.parameterPrefix),
    claimName(configuration.parameterPrefix),
  ]);
  const orphans = names.value.filter((name) => !known.has(name));
  if (orphans.length === 0) return [ok(`All ${names.value.length} documents belong to a target.`)];
  const { parameterPrefix } = configuration;
  const stages = Map.groupBy(orphans, (name) => {
    return name
      .slice(parameterPrefix.length + 1)
      .split('/')
      .slice(0, 2)
      .join('/');
  });
  return [...stages].map(([target, own]) => {
    const advice = target.includes('/')
      ? `If nobody deploys it any more: rightsizer forget ${target.replace('/', ' ')}`
      : 'Not written by this tool, as it looks; move it out of the prefix.';
    const text = `No target of rightsizer.yml: ${own.join(', ')}.`;
    return about('orphans', `${parameterPrefix}/${target}`).warning(text, advice);
  });
}
