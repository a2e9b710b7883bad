import { ownEntry } from '../model/sizes.ts';
import type { Configuration, Target } from './configuration.ts';
import { accountProblems, documentKeyProblems, ownerProblems, topicKeyProblems } from './organization.ts';
import { policyProblems, resolvePolicies } from './policies.ts';
import type { Policy } from './policy.ts';
import { ConfigurationError, type ConfigurationProblem, listOf, noSuch, problemAt } from './problem.ts';
import { type ReadableFile, type ReadableService, type ReadableStage, readableParts } from './readable-parts.ts';
import { sharedKeyProblems } from './shared-keys.ts';
import { draftTargets } from './target-draft.ts';
import {
  boundProblems,
  copyProblems,
  doublyNamedProblems,
  sameParameterProblems,
  sameServiceProblems,
  taskSizeProblems,
  unnamedProblems,
} from './target-problems.ts';

/**
 * Checks the content of a rightsizer.yml and resolves it into targets and policies, with all defaults.
 *
 * @param raw the file's content after YAML or JSON; nothing in it is trusted
 * @param source what the error calls the file
 * @throws ConfigurationError with everything that is wrong, all at once
 */
export function parseConfiguration(raw: unknown, source = 'rightsizer.yml'): Configuration {
  if (raw === undefined || raw === null) throw new ConfigurationError([emptyFile], source);
  const file = readableParts(raw);
  const { images: imageSettings, ...settings } = file.settings;
  const policies = resolvePolicies(file.policies);
  const images = Object.entries(imageSettings).map(([repository, image]) => ({ repository, ...image }));
  const resolved = resolveServices(file.services, { ...settings, policies, images });
  const problems = [...file.problems, ...problemsBesideServices(file, policies), ...resolved.problems];
  if (problems.length > 0) throw new ConfigurationError(problems, source);
  return { ...settings, policies, images, targets: resolved.targets };
}

/**
 * Checks services that are found beside a rightsizer.yml and resolves them into targets, as if they stood in it.
 *
 * @param services what `services` of a file would be; nothing in it is trusted
 * @throws ConfigurationError with everything that is wrong, all at once
 */
export function parseServices(services: unknown, configuration: Configuration, source: string): readonly Target[] {
  const file = readableParts({ services });
  const resolved = resolveServices(file.services, configuration);
  const problems = [...file.problems, ...resolved.problems];
  if (problems.length > 0) throw new ConfigurationError(problems, source);
  return resolved.targets;
}

const emptyFile: ConfigurationProblem = { path: '', message: 'is empty; it must be a mapping with the key "services"' };

type Policies = Readonly<Record<string, Policy>>;

function problemsBesideServices(file: ReadableFile, policies: Policies): ConfigurationProblem[] {
  return [
    ...nothingProblems(file),
    ...policyProblems(policies),
    ...sourceProblems(file.settings, policies),
    ...accountProblems(file.settings.accounts),
    ...topicKeyProblems(file.settings.notifications, file.settings.owners),
    ...taggedProblems(file.settings.taggedServices),
  ];
}

/** A file that says neither what to size nor where to look for it. */
function nothingProblems({ problems, services, settings: { accounts } }: ReadableFile): ConfigurationProblem[] {
  if (services.length > 0 || accounts.length > 0) return [];
  if (problems.some(({ path }) => path === '' || /^(services|accounts)/.test(path))) return [];
  return [problemAt(['services'], 'must name at least one service, or "accounts" must say where they are found')];
}

/** Bounds of tagged services that leave no size, and those of a stage that leave none together with its service's. */
function taggedProblems(tagged: ReadableFile['settings']['taggedServices']): ConfigurationProblem[] {
  return Object.entries(tagged).flatMap(([key, { stages = {}, ...own }]) => [
    ...boundProblems(own, ['taggedServices', key]),
    ...Object.entries(stages)
      .filter(([, said]) => 'minimumTaskSize' in said || 'maximumTaskSize' in said)
      .flatMap(([stage, said]) => boundProblems({ ...own, ...said }, ['taggedServices', key, 'stages', stage])),
  ]);
}

type FileWide = Pick<Configuration, 'policies' | 'owners' | 'parameterPrefix' | 'images'>;

function resolveServices(services: readonly ReadableService[], fileWide: FileWide) {
  const { policies, owners, parameterPrefix, images } = fileWide;
  const drafts = services.flatMap((service) => draftTargets(service, { parameterPrefix, images }));
  return {
    targets: drafts.flatMap(({ stage, target }) => {
      const policy = policyOf(stage, policies);
      return policy === undefined ? [] : [{ ...target, policy }];
    }),
    problems: [
      ...services.flatMap(keyProblems),
      ...services.flatMap(({ stages }) => stages.flatMap((stage) => stagePolicyProblems(stage, policies))),
      ...services.flatMap((service) => ownerProblems(service, owners)),
      ...services.flatMap(copyProblems),
      ...services.flatMap(doublyNamedProblems),
      ...unnamedProblems(drafts),
      ...sameServiceProblems(drafts),
      ...sameParameterProblems(drafts),
      ...documentKeyProblems(drafts),
      ...taskSizeProblems(services, drafts),
    ],
  };
}

function keyProblems({ path, parameters, stages }: ReadableService): ConfigurationProblem[] {
  const all = [{ path, parameters }, ...stages.map((stage) => ({ path: stage.path, ...stage.settings }))];
  return all.flatMap(({ path: at, parameters: { task, containers = {} } = {} }) =>
    task === undefined ? [] : sharedKeyProblems({ task, containers }, [...at, 'parameters']),
  );
}

/** A policy that nobody could ever satisfy. */
function sourceProblems({ sources }: ReadableFile['settings'], policies: Policies): ConfigurationProblem[] {
  const { computeOptimizer } = sources;
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
  if (policy !== undefined) return [problemAt(place, noSuch('a policy', policy, Object.keys(policies)), policy)];
  const known = listOf(Object.keys(policies));
  return [problemAt(place, `is required, because no policy has the stage's name "${stage.name}"; there are: ${known}`)];
}

function policyOf({ name, settings }: ReadableStage, policies: Policies): Policy | undefined {
  return ownEntry(policies, settings.policy ?? name);
}
