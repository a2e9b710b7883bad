import type { Configuration, Target } from '../core/configuration/configuration.ts';
import { type RunRequest, RunRequestError } from './run-request.ts';

type Selection = Pick<RunRequest, 'services' | 'stages'>;

function checkNames(kind: 'service' | 'stage', wanted: readonly string[] = [], targets: readonly Target[]): void {
  const known = new Set(targets.map((target) => target[kind]));
  const unknown = wanted.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new RunRequestError(`No ${kind} ${unknown.join(', ')} in rightsizer.yml; there is ${[...known].join(', ')}.`);
}

/**
 * The targets that a run covers, in the order of the configuration.
 *
 * @throws {RunRequestError} When a name is unknown, or when the names together select nothing.
 */
export function selectTargets({ targets }: Configuration, { services, stages }: Selection): readonly Target[] {
  if (targets.length === 0) throw new RunRequestError(NOTHING_TO_SIZE);
  // What could not be found may be what is asked for: it is told of, whatever is selected.
  const [lost, known] = [targets.filter(isLost), targets.filter((target) => !isLost(target))];
  if (lost.length === 0) {
    checkNames('service', services, known);
    checkNames('stage', stages, known);
  }
  const selected = targets.filter(
    (target) =>
      isLost(target) || ((services?.includes(target.service) ?? true) && (stages?.includes(target.stage) ?? true)),
  );
  if (selected.length > 0) return selected;
  throw new RunRequestError('No service of rightsizer.yml has one of the selected stages.');
}

/** Why there is no run at all. */
export const NOTHING_TO_SIZE = 'rightsizer.yml names no service, and none has the tag rightsizer: on in its accounts.';

function isLost({ lost }: Target): boolean {
  return lost !== undefined;
}

/** The other stages whose size bounds a target by its policy (guard 8), read even when the run is narrowed. */
export function boundingTargets({ targets }: Pick<Configuration, 'targets'>, target: Target): readonly Target[] {
  const { neverAbovePolicy } = target.policy;
  if (neverAbovePolicy === undefined) return [];
  const bounding = targets.filter(
    (other) => other.id !== target.id && other.service === target.service && other.policy.name === neverAbovePolicy,
  );
  // Where none is known, one may be in an account that could not be listed.
  return bounding.length > 0 ? bounding : targets.filter(({ lost }) => lost?.kind === 'place');
}
