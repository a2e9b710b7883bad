import type { FaultName, LocalAws } from '../../local/server.ts';
import type { Gatekeeper, PassingCall } from '../support/gated-aws.ts';

/**
 * What goes wrong at a call. `throttle`, `error500`, `garbage` and CloudWatch's `partial` meet every attempt of it,
 * until the client gives up, as do `denied` and `key`: the key of the live document, or of the topic, is disabled.
 * `timeout` is never answered, `drip` a byte at a time; `cut` ends the connection once, after the work; `partial` of
 * GetParameters says once that the first parameter is not there; `endless` always names a next page; `kill` ends the
 * process when the work is done; at `twin` another delivery of the same schedule begins.
 */
export const FAULTS = [
  'throttle',
  'error500',
  'denied',
  'key',
  'timeout',
  'drip',
  'cut',
  'partial',
  'endless',
  'garbage',
  'kill',
  'twin',
] as const;
export type Fault = (typeof FAULTS)[number];

interface Named {
  readonly operation: string;
  readonly parameter?: string | undefined;
}

/** Names each call by its operation, the parameter it writes, and how many of these there were before. */
export function labeler(): (call: Named) => string {
  const counts = new Map<string, number>();
  return ({ operation, parameter }) => {
    const name = [operation, parameter?.replace('/rightsizer/', '')].filter((part) => part !== undefined).join(' ');
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${name} ${count}`;
  };
}

const SERVED: Partial<Record<Fault, FaultName>> = {
  throttle: 'throttle',
  error500: 'error500',
  denied: 'accessDenied',
  key: 'keyDisabled',
  garbage: 'garbage',
  partial: 'partialData',
};

const SERVICES: readonly (readonly [RegExp, string])[] = [
  [/Parameter/, 'ssm'],
  [/^Publish$/, 'sns'],
  [/Metric|Alarms/, 'cloudwatch'],
  [/Scaling|ScalableTargets/, 'application-autoscaling'],
  [/GetProducts/, 'pricing'],
  [/Recommendations/, 'compute-optimizer'],
];

function serviceOf(operation: string): string {
  return SERVICES.find(([pattern]) => pattern.test(operation))?.[1] ?? 'ecs';
}

/** ECS and Compute Optimizer spell it small. */
function withNextToken(operation: string, answer: string): string {
  const name = ['ecs', 'compute-optimizer'].includes(serviceOf(operation)) ? 'nextToken' : 'NextToken';
  return JSON.stringify({ ...(JSON.parse(answer) as object), [name]: 'again' });
}

function withoutFirst(answer: string): string {
  const { Parameters = [], InvalidParameters = [] } = JSON.parse(answer) as {
    readonly Parameters?: readonly { readonly Name: string }[];
    readonly InvalidParameters?: readonly string[];
  };
  const [first, ...rest] = Parameters;
  if (first === undefined) return answer;
  return JSON.stringify({ Parameters: rest, InvalidParameters: [...InvalidParameters, first.Name] });
}

const LIVE = '/rightsizer/api/production';

export interface Sabotage {
  /** As `labeler` names it. */
  readonly call: string;
  readonly fault: Fault;
}

/** Stands at the gate until the cell's call comes, and lets it have its fault. */
export class Saboteur {
  readonly #cell: Sabotage;
  readonly #aws: LocalAws;
  readonly #label = labeler();
  readonly #never = Promise.withResolvers<void>();
  #victim: PassingCall | undefined;
  /** One call at a time: a fault is asked of AWS for the next call of an operation, whoever sends it. */
  #passing: Promise<void> = Promise.resolve();
  readonly #release = new Map<number, () => void>();
  kill: () => void = () => undefined;
  /** Begins the other delivery; resolves when it is under way, or over. */
  twin: () => Promise<void> = () => Promise.resolve();

  constructor(cell: Sabotage, aws: LocalAws) {
    this.#cell = cell;
    this.#aws = aws;
  }

  get hasStruck(): boolean {
    return this.#victim !== undefined;
  }

  get keeper(): Gatekeeper {
    return {
      before: (call) => this.#before(call),
      after: (call) => this.#after(call),
      rewrite: (call, answer) => this.#rewrite(call, answer),
    };
  }

  async #before(call: PassingCall): Promise<void> {
    if (this.#label(call) === this.#cell.call) this.#victim ??= call;
    if (this.#cell.fault === 'timeout' && this.#isVictim(call)) return this.#never.promise;
    if (this.#cell.fault === 'twin' && this.#isVictim(call)) return this.twin();
    const previous = this.#passing;
    const passed = Promise.withResolvers<void>();
    this.#passing = passed.promise;
    this.#release.set(call.ordinal, passed.resolve);
    await previous;
    const fault = SERVED[this.#cell.fault];
    if (fault === undefined || !this.#isHit(call)) return;
    if (fault === 'partialData' && call.operation !== 'GetMetricData') return;
    const operation = `${serviceOf(call.operation)}.${call.operation}`;
    // The document stays unreadable, with whichever others it is asked for.
    const lasting = call.operation === 'GetParameters' ? { mentions: LIVE, count: Number.MAX_SAFE_INTEGER } : {};
    this.#aws.addFaults([{ operation, fault, ...(fault === 'keyDisabled' && lasting) }]);
  }

  #after(call: PassingCall): 'cut' | 'drip' | undefined {
    this.#release.get(call.ordinal)?.();
    if (this.#cell.fault === 'drip' && this.#isHit(call)) return 'drip';
    if (this.#cell.fault === 'cut' && this.#isVictim(call)) return 'cut';
    if (this.#cell.fault !== 'kill' || !this.hasStruck || call.ordinal < (this.#victim?.ordinal ?? 0)) return undefined;
    this.kill();
    return 'cut';
  }

  #rewrite(call: PassingCall, answer: string): string {
    const isEndless = this.#cell.fault === 'endless' && call.operation === this.#victim?.operation;
    if (isEndless) return withNextToken(call.operation, answer);
    const isPartial = this.#cell.fault === 'partial' && call.operation === 'GetParameters';
    return isPartial && this.#isVictim(call) ? withoutFirst(answer) : answer;
  }

  #isVictim(call: PassingCall): boolean {
    return call.ordinal === this.#victim?.ordinal;
  }

  /** The victim or another attempt of it. */
  #isHit(call: PassingCall): boolean {
    return call.operation === this.#victim?.operation && call.body === this.#victim.body;
  }
}
