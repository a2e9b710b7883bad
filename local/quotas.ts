import { type Place, placeKey } from './wire/place.ts';

/** What an account and region may ask: a burst at once, and so much a second for long. */
interface Quota {
  readonly operations: readonly string[];
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * ECS: Amazon ECS developer guide, "Request throttling for the Amazon ECS API"; task definitions have a bucket of their
 * own. SSM: 40 reads a second by default; of PutParameter three a second is the least that AWS was heard to say.
 * CloudWatch: 500 GetMetricData a second (service quotas page); its data points are not counted here. All 2026-11.
 */
const DOCUMENTED: readonly Quota[] = [
  {
    operations: [
      'ecs.DescribeServices',
      'ecs.ListServiceDeployments',
      'ecs.DescribeServiceDeployments',
      'ecs.DescribeServiceRevisions',
    ],
    burst: 50,
    perSecond: 20,
  },
  { operations: ['ecs.DescribeTaskDefinition'], burst: 50, perSecond: 20 },
  { operations: ['ssm.GetParameter', 'ssm.GetParameters', 'ssm.GetParameterHistory'], burst: 40, perSecond: 40 },
  { operations: ['ssm.PutParameter'], burst: 3, perSecond: 3 },
  { operations: ['cloudwatch.GetMetricData'], burst: 500, perSecond: 500 },
];

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** The documented quotas of every account and region, as buckets that fill again. */
export class Quotas {
  readonly #milliseconds: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param milliseconds - Since any moment, never going back. */
  constructor(milliseconds: () => number) {
    this.#milliseconds = milliseconds;
  }

  /** Whether a call may pass; what has no documented quota always may. */
  admits(operation: string, place: Place): boolean {
    const quota = DOCUMENTED.find(({ operations }) => operations.includes(operation));
    if (quota === undefined) return true;
    const bucket = this.#filled(quota, place);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #filled(quota: Quota, place: Place): Bucket {
    const key = placeKey(place, quota.operations.join());
    const now = this.#milliseconds();
    const { tokens, filledAt } = this.#buckets.get(key) ?? { tokens: quota.burst, filledAt: now };
    const refill = ((now - filledAt) / 1000) * quota.perSecond;
    const bucket = { tokens: Math.min(quota.burst, tokens + refill), filledAt: now };
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
