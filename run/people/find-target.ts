import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { didYouMean } from '../../core/configuration/problem.ts';
import { RefusedError } from './acting.ts';

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

/**
 * The target that a person named.
 *
 * @throws {RefusedError} Naming what there is, when rightsizer.yml has no such service or stage.
 */
export function findTarget({ targets }: Configuration, service: string, stage: string): Target {
  const services = unique(targets.map((target) => target.service));
  const own = targets.filter((target) => target.service === service);
  if (own.length === 0) {
    throw new RefusedError(
      `No service ${service} in rightsizer.yml; there is ${services.join(', ')}${didYouMean(service, services)}`,
    );
  }
  const found = own.find((target) => target.stage === stage);
  if (found !== undefined) return found;
  const stages = own.map((target) => target.stage);
  throw new RefusedError(
    `The service ${service} has no stage ${stage} in rightsizer.yml; there is ${stages.join(', ')}${didYouMean(stage, stages)}`,
  );
}
