import type { Policy } from '../core/configuration/policy.ts';
import type { RawPoints } from '../core/model/service-metrics.ts';
import { policyOf, readSizingRequest, serviceOf, targetOf, windowOf } from '../core/sizing-request.ts';
import { numbersOf } from '../core/usage/usage.ts';
import type { PercentSeries, Subject } from './subject.ts';

interface Statistics {
  readonly average?: RawPoints;
  readonly maximum?: RawPoints;
}

function numbers({ average, maximum }: Statistics): PercentSeries {
  return { ...(average && { average: numbersOf(average) }), ...(maximum && { maximum: numbersOf(maximum) }) };
}

/**
 * A line in the format of `rightsizer size`, as a service whose past is played again.
 *
 * @throws {SizingRequestError} With the place, the value and what is allowed.
 */
export function requestedSubject(line: string, policies: Readonly<Record<string, Policy>>): Subject {
  const request = readSizingRequest(line);
  const { cpu, memory } = request;
  return {
    target: targetOf(String(request.id), policyOf(request, policies)),
    service: serviceOf(request),
    window: windowOf(request),
    cpu: numbers(cpu),
    ...(memory && { memory: numbers(memory) }),
  };
}
