import type { Target } from '../../core/configuration/configuration.ts';
import { type DeploymentStatus, deploymentStatus } from '../../core/decision/deployment-status.ts';
import type { Sizes } from '../../core/model/sizes.ts';
import type { StoredDocument } from '../../core/model/stored-document.ts';
import { minuteText } from '../../core/model/time.ts';
import { documentNames } from '../../core/publication/document-names.ts';
import { shortHash } from '../../core/publication/hash.ts';
import { parseContext } from '../../core/publication/plan-publication.ts';
import { parseDocument } from '../../core/publication/sizes-document.ts';
import { parseState } from '../../core/publication/state-document.ts';
import type { Examined } from './examination.ts';
import { about, type Finding } from './finding.ts';

export interface DocumentQuestion {
  readonly target: Target;
  /** What is stored, by name. */
  readonly stored: ReadonlyMap<string, StoredDocument>;
  readonly examined: readonly Examined[];
  readonly time: number;
}

/** Whether a target's live document can be read by a deployment, and whether one has. */
export function documentFindings(question: DocumentQuestion): readonly Finding[] {
  const { target, stored, examined } = question;
  const { live: name } = documentNames(target);
  const live = stored.get(name);
  const { ok, warning } = about('documents', name);
  if (live === undefined) {
    const advice =
      'The first run of "apply" or the Lambda records what runs; "rightsizer seed" before a first deployment.';
    return [warning('Nothing is live: deployments use their fallback.', advice)];
  }
  const running = examined.find((each) => each.target.id === target.id);
  const own =
    running === undefined
      ? [ok(`Version ${live.version}; nothing runs to compare it with.`)]
      : liveFindings(question, running, live);
  return [...own, ...copyFindings(question)];
}

function copyFindings({ target, stored }: DocumentQuestion): readonly Finding[] {
  const { live, copies } = documentNames(target);
  return copies.flatMap((copy) => {
    const { warning } = about('documents', copy);
    return stored.has(copy) ? [] : [warning(`The copy of ${live} is not there.`, 'The next run writes it.')];
  });
}

function liveFindings(question: DocumentQuestion, running: Examined, live: StoredDocument): readonly Finding[] {
  const { target } = question;
  const { warning, problem } = about('documents', documentNames(target).live);
  const parsed = parseDocument(live.text, parseContext(target, running.service));
  if (parsed.kind === 'invalid') {
    const text = `Version ${live.version} cannot be used: ${parsed.problem}.`;
    return [problem(text, 'The next run repairs it; or "rightsizer rollback".')];
  }
  const keys =
    parsed.kind === 'valid' ? [] : [warning('Its keys are not those of rightsizer.yml.', 'The next run rewrites it.')];
  return [...keys, statusFinding(question, running, { live, sizes: parsed.sizes })];
}

interface Live {
  readonly live: StoredDocument;
  readonly sizes: Sizes;
}

const ADVICE: Readonly<Record<DeploymentStatus['kind'], string | undefined>> = {
  deployed: undefined,
  inProgress: 'ECS has not finished the deployment: see its events.',
  notDeployed: 'Deploy the service: sizes take effect with its next deployment.',
  drifted: 'A deployment did not read the document: check its serverless.yml with --serverless PATH.',
  rolledBack: 'ECS took the deployment back: see its events, and "rightsizer rollback".',
};

function statusFinding(question: DocumentQuestion, running: Examined, { live, sizes }: Live): Finding {
  const { target, stored, time } = question;
  const names = documentNames(target);
  const { history } = parseState(stored.get(names.state)?.text);
  const entry = history.find(({ version, hash }) => version === live.version && hash === shortHash(live.text));
  const { deployments } = running;
  const { kind, since } = deploymentStatus({
    live: sizes,
    liveSince: entry?.at ?? new Date(time).toISOString(),
    service: running.service,
    keys: target.parameters,
    deployments:
      deployments.kind === 'answered' && deployments.value.kind === 'known' ? deployments.value.deployments : [],
  });
  const { ok, warning, problem } = about('documents', names.live);
  const words = {
    deployed: 'runs',
    inProgress: 'is being deployed',
    notDeployed: 'waits for a deployment',
    drifted: 'was passed over by a deployment',
    rolledBack: 'was rolled back by ECS',
  };
  // A version that the state does not know has no time of its own.
  const text = `Version ${live.version} ${words[kind]}${entry === undefined ? '' : ` since ${minuteText(since)}`}.`;
  if (kind === 'deployed') return ok(text);
  return kind === 'drifted' ? problem(text, ADVICE[kind]) : warning(text, ADVICE[kind]);
}
