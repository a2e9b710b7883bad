import { AwsError } from './wire/aws-error.ts';
import type { JsonObject, ResultFault } from './wire/operation.ts';

const faultNames = [
  'throttle',
  'error500',
  'delay',
  'cut',
  'cutAfterWork',
  'accessDenied',
  'keyDisabled',
  'garbage',
  'partialData',
  'internalError',
  'forbidden',
] as const;

/**
 * What can go wrong. `throttle`, `error500`, `accessDenied` and `keyDisabled` (of a SecureString or a topic) are the
 * service's own errors, without any work done; `delay` answers late; `cut` ends the connection before the work,
 * `cutAfterWork` after it; `garbage` does the work and answers 200 with a body that nobody can parse. The other three
 * are for GetMetricData alone, and come with status 200.
 */
export type FaultName = (typeof faultNames)[number];

/** After `skip` calls of the operation, the next `count` calls fault. */
export interface FaultRule {
  /** `<service>.<operation>`, for example `ssm.PutParameter`. */
  readonly operation: string;
  /** Default 0. */
  readonly skip?: number;
  /** Default 1. */
  readonly count?: number;
  readonly fault: FaultName;
  /** Only calls whose input has this text, such as `/rightsizer/api/val` for GetParameters. Default: every call. */
  readonly mentions?: string;
  /** Only for `delay`; default 1000. */
  readonly delayMilliseconds?: number;
}

interface OpenRule {
  readonly rule: FaultRule;
  toSkip: number;
  toFault: number;
}

/** The rules that still wait for their calls. */
export class Faults {
  readonly #operations: ReadonlySet<string>;
  #open: OpenRule[] = [];

  constructor(operations: Iterable<string>) {
    this.#operations = new Set(operations);
  }

  /** @throws TypeError for a rule that could never fire, so that a typing error does not look like a passed test */
  add(rules: readonly FaultRule[]): void {
    for (const rule of rules) this.#check(rule);
    for (const rule of rules) this.#open.push({ rule, toSkip: rule.skip ?? 0, toFault: rule.count ?? 1 });
  }

  clear(): void {
    this.#open = [];
  }

  /**
   * The rule that hits the call that comes in now. Every rule counts the calls it skips for itself; when two are ripe
   * for one call the first takes it, and the other waits for the next.
   */
  next(operation: string, input: JsonObject): FaultRule | undefined {
    let hit: FaultRule | undefined;
    for (const open of this.#open) {
      if (open.rule.operation !== operation || !isMentioned(open.rule.mentions, input)) continue;
      if (open.toSkip > 0) open.toSkip -= 1;
      else if (hit === undefined) {
        open.toFault -= 1;
        hit = open.rule;
      }
    }
    this.#open = this.#open.filter((open) => open.toFault > 0);
    return hit;
  }

  #check(rule: FaultRule): void {
    if (!this.#operations.has(rule.operation))
      throw new TypeError(`No operation ${rule.operation}; known: ${[...this.#operations].join(', ')}`);
    if (!faultNames.includes(rule.fault))
      throw new TypeError(`No fault ${rule.fault}; known: ${faultNames.join(', ')}`);
    if (resultFaults.some((each) => each === rule.fault) && rule.operation !== 'cloudwatch.GetMetricData')
      throw new TypeError(`The fault ${rule.fault} is for cloudwatch.GetMetricData only, not ${rule.operation}`);
    for (const number of [rule.skip ?? 0, rule.count ?? 1, rule.delayMilliseconds ?? 0])
      if (!(Number.isInteger(number) && number >= 0))
        throw new TypeError(`skip, count and delayMilliseconds are whole numbers from 0 up, not ${number}`);
  }
}

/** As a whole value, wherever it stands: `/a` does not mean `/a/state`. */
function isMentioned(text: string | undefined, input: JsonObject): boolean {
  return text === undefined || JSON.stringify(input).includes(JSON.stringify(text));
}

const resultFaults: readonly ResultFault[] = ['partialData', 'internalError', 'forbidden'];

/** The fault as one that changes results, or undefined when it is another kind. */
export function resultFaultOf(fault: FaultName | undefined): ResultFault | undefined {
  return resultFaults.find((each) => each === fault);
}

/** The error that a service itself gives for a fault, or undefined when the fault is no error. */
export function faultError(fault: FaultName, service: string, operation: string): AwsError | undefined {
  if (fault === 'throttle') return new AwsError(throttlingCodes[service] ?? 'ThrottlingException', 'Rate exceeded');
  if (fault === 'error500') {
    const [code, queryCode] = internalCodes[service] ?? ['InternalFailure'];
    return new AwsError(code, 'An internal error occurred.', { status: 500, queryCode: queryCode ?? code });
  }
  if (fault === 'keyDisabled')
    return new AwsError(
      service === 'sns' ? 'KMSDisabled' : 'InvalidKeyId',
      'The key is disabled. (Service: AWSKMS; Error Code: DisabledException)',
    );
  if (fault !== 'accessDenied') return undefined;
  const [code, status] = deniedCodes[service] ?? ['AccessDeniedException', 400];
  const message = `User: arn:aws:sts::123456789012:assumed-role/local/session is not authorized to perform: ${service}:${operation}`;
  return new AwsError(code, message, { status });
}

const throttlingCodes: Readonly<Record<string, string>> = {
  ce: 'LimitExceededException',
  sns: 'Throttling',
  sts: 'Throttling',
};

/** The name, and where it differs the name in `x-amzn-query-error`. */
const internalCodes: Readonly<Record<string, readonly [string, string?]>> = {
  cloudwatch: ['InternalServiceFault', 'InternalServiceError'],
  ecs: ['ServerException'],
  'application-autoscaling': ['InternalServiceException'],
  'compute-optimizer': ['InternalServerException'],
  pricing: ['InternalErrorException'],
  ssm: ['InternalServerError'],
  sns: ['InternalError'],
  scheduler: ['InternalServerException'],
};

const deniedCodes: Readonly<Record<string, readonly [string, number]>> = {
  cloudwatch: ['AccessDenied', 403],
  sns: ['AuthorizationError', 403],
  scheduler: ['AccessDeniedException', 403],
  sts: ['AccessDenied', 403],
};
