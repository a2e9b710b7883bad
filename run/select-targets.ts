import type { Configuration, Target } from '../core/configuration/configuration.ts';
import { type RunRequest, RunRequestError } from './run-request.ts';

type Selection = Pick<RunRequest, 'services' | 'stages'>;

function checkNames(kind: string, wanted: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = (wanted ?? []).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new RunRequestError(
    `No ${kind} ${unknown.join(', ')} in rightsizer.yml; there is ${[...new Set(known)].join(', ')}.`,
  );
}

/**
 * The targets that a run covers, in the order of the configuration.
 *
 * @throws {RunRequestError} When a name is unknown, or when the names together select nothing.
 */
export function selectTargets({ targets }: Configuration, { services, stages }: Selection): readonly Target[] {
  checkNames(
    'service',
    services,
    targets.map(({ service }) => service),
  );
  checkNames(
    'stage',
    stages,
    targets.map(({ stage }) => stage),
  );
  const selected = targets.filter(
    ({ service, stage }) => (services?.includes(service) ?? true) && (stages?.includes(stage) ?? true),
  );
  if (selected.length > 0) return selected;
  throw new RunRequestError('No service of rightsizer.yml has one of the selected stages.');
}

/** The other stages whose size bounds a target by its policy (guard 8), read even when the run is narrowed. */
export function boundingTargets({ targets }: Configuration, target: Target): readonly Target[] {
  const { neverAbovePolicy } = target.policy;
  return targets.filter(
    (other) => other.id !== target.id && other.service === target.service && other.policy.name === neverAbovePolicy,
  );
}
