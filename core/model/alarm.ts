import type { Resource } from './resource.ts';

/** A metric alarm on how much of its size a service uses. */
export interface ServiceAlarm {
  readonly name: string;
  readonly resource: Resource;
  readonly statistic: 'average' | 'maximum';
  readonly periodSeconds: number;
  /** Percent of the task size at or above which it rings. */
  readonly thresholdPercent: number;
  /** It rings when so many of so many periods are at it. */
  readonly datapoints: number;
  readonly periods: number;
  /** The metric stands in an expression: what that makes of it is not known. */
  readonly isComputed: boolean;
}

/** The alarms on a service; `unavailable` where they cannot be asked. */
export type AlarmAnswer =
  | { readonly kind: 'known'; readonly alarms: readonly ServiceAlarm[] }
  | { readonly kind: 'unavailable'; readonly detail: string };
