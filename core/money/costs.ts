/** A service as the bill knows it, by the tags that ECS manages. */
export interface BilledService {
  readonly cluster: string;
  readonly service: string;
  /** Absent: any. */
  readonly region?: string;
}

export interface CostQuestion {
  readonly services: readonly BilledService[];
  /** First day, `YYYY-MM-DD`. */
  readonly from: string;
  /** The day after the last. */
  readonly until: string;
}

/** What a service is called in an answer: `<cluster>/<service>`. */
export function costKey({ cluster, service }: Pick<BilledService, 'cluster' | 'service'>): string {
  return `${cluster}/${service}`;
}

export interface DailyCost {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly usd: number;
  /** Absent where the bill is not split by usage type. */
  readonly vcpuHours?: number;
  readonly gbHours?: number;
}

/**
 * Daily costs by `<cluster>/<service>`, oldest first; a service without an entry has no tagged cost. `unavailable`
 * where it is not allowed, not switched on, or the tags are not active.
 */
export type CostAnswer =
  | { readonly kind: 'known'; readonly byService: ReadonlyMap<string, readonly DailyCost[]> }
  | {
      readonly kind: 'unavailable';
      readonly because: 'NotPermitted' | 'TagsInactive' | 'Failed' | 'NotAsked';
      /** One sentence for people. */
      readonly detail: string;
    };
