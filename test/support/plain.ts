import type { RecommendInput } from '../../core/decision/evidence.ts';
import { type Case, flat, inputOf, parameterKeys, size } from './builders.ts';

/** A service that publishes the task alone: 1024 / 4096 without containers, using 200 CPU units and 1,000 MiB. */
export function plain({ target: fields, service: running, evidence, ...rest }: Case = {}): RecommendInput {
  return inputOf({
    target: { parameters: parameterKeys(), ...fields },
    service: { taskSize: size(1024, 4096), containers: [], ...running },
    evidence: { cpu: flat(200), memory: flat(1000), ...evidence },
    ...rest,
  });
}
