import { copyProblems, sameParameterProblems, sameServiceProblems } from './collisions.ts';
import {
  type Configuration,
  ConfigurationError,
  type ConfigurationProblem,
  type Sources,
  type Target,
} from './configuration.ts';
import { policyProblems, resolvePolicies, unknownPolicyMessage } from './policies.ts';
import type { Policy } from './policy.ts';
import { listOf, problemAt } from './problem.ts';
import { type ReadableFile, type ReadableStage, readableParts } from './readable-parts.ts';
import { sharedKeyProblems } from './shared-keys.ts';
import { draftTargets, type TargetDraft } from './target-draft.ts';
import { taskSizeProblems } from './task-size-bounds.ts';

/**
 * Checks the content of a rightsizer.yml and resolves it into targets and policies, with all defaults.
 *
 * @param raw the file's content after YAML or JSON; nothing in it is trusted
 * @param source what the error calls the file
 * @throws ConfigurationError with everything that is wrong, all at once
 * @example parseConfiguration(parse('services: { api: { … stages: { production: } } }')).targets[0]?.mode // 'propose'
 */
export function parseConfiguration(raw: unknown, source = 'rightsizer.yml'): Configuration {
  if (raw === undefined || raw === null) throw new ConfigurationError([emptyFile], source);
  const file = readableParts(raw);
  const policies = resolvePolicies(file.policies);
  const images = Object.entries(file.images).map(([repository, { maximumHeapMiB }]) => ({
    repository,
    maximumHeapMiB,
  }));
  const drafts = file.services.flatMap((service) =>
    draftTargets(service, { parameterPrefix: file.parameterPrefix, images }),
  );
  const targets = drafts.flatMap((draft) => resolveTarget(draft, policies));
  const problems = [...file.problems, ...problemsAcrossParts(file, policies, drafts)];
  if (problems.length > 0) throw new ConfigurationError(problems, source);
  const { parameterPrefix, lookbackDays, notifications, maximumShrinksPerRun, prices, sources } = file;
  return { parameterPrefix, lookbackDays, notifications, maximumShrinksPerRun, prices, sources, policies, targets };
}

const emptyFile: ConfigurationProblem = { path: '', message: 'is empty; it must be a mapping with the key "services"' };

type Policies = Readonly<Record<string, Policy>>;

function problemsAcrossParts(
  { services, sources }: ReadableFile,
  policies: Policies,
  drafts: readonly TargetDraft[],
): ConfigurationProblem[] {
  return [
    ...policyProblems(policies),
    ...sourceProblems(sources, policies),
    ...services.flatMap(({ path, parameters }) =>
      parameters === undefined ? [] : sharedKeyProblems(parameters, [...path, 'parameters']),
    ),
    ...services.flatMap(({ stages }) => stages.flatMap((stage) => stagePolicyProblems(stage, policies))),
    ...services.flatMap(copyProblems),
    ...sameServiceProblems(drafts),
    ...sameParameterProblems(drafts),
    ...taskSizeProblems(services, drafts),
  ];
}

/** A policy that nobody could ever satisfy. */
function sourceProblems({ computeOptimizer }: Sources, policies: Policies): ConfigurationProblem[] {
  const requiring = Object.values(policies).filter(({ secondOpinion }) => secondOpinion === 'required');
  if (computeOptimizer || requiring.length === 0) return [];
  const names = listOf(requiring.map(({ name }) => name));
  const message = `must be true: without it nothing could shrink under ${names}, which requires a second opinion`;
  return [problemAt(['sources', 'computeOptimizer'], message, computeOptimizer)];
}

function stagePolicyProblems(stage: ReadableStage, policies: Policies): ConfigurationProblem[] {
  if (policyOf(stage, policies) !== undefined) return [];
  const place = [...stage.path, 'policy'];
  const { policy } = stage.settings;
  if (policy !== undefined) return [problemAt(place, unknownPolicyMessage(policy, policies), policy)];
  const known = listOf(Object.keys(policies));
  return [problemAt(place, `is required, because no policy has the stage's name "${stage.name}"; there are: ${known}`)];
}

function resolveTarget({ stage, target }: TargetDraft, policies: Policies): Target[] {
  const policy = policyOf(stage, policies);
  return policy === undefined ? [] : [{ ...target, policy }];
}

function policyOf({ name, settings }: ReadableStage, policies: Policies): Policy | undefined {
  return new Map(Object.entries(policies)).get(settings.policy ?? name);
}
