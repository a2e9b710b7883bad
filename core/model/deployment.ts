import type { TaskSize } from './fargate-grid.ts';

/** A deployment of the service, as ECS recorded it; times are epoch milliseconds. */
export interface Deployment {
  readonly startedAt: number;
  /** Absent while it is in progress. */
  readonly finishedAt?: number;
  /** A rolled back deployment ended where it began: with the size before it. */
  readonly outcome: 'successful' | 'rolledBack' | 'inProgress';
  readonly revision: Revision;
  /** What ran before it, where ECS says so. */
  readonly before?: Revision;
}

/** A deployment whose size nobody can read any more: its task definition was deleted, for example. */
export interface UnreadableDeployment extends Pick<Deployment, 'startedAt' | 'finishedAt' | 'outcome'> {
  /** Why, in one sentence. */
  readonly detail: string;
}

export interface Revision {
  readonly taskDefinitionArn: string;
  readonly taskSize: TaskSize;
  readonly images: Readonly<Record<string, string>>;
  /** How often its tasks tell their CPU, in seconds; absent: every minute. */
  readonly sampleSeconds?: number;
}

/** What ECS remembers of a service's deployments. `unavailable` where it keeps no history (another deployment controller). */
export type DeploymentHistory =
  | {
      readonly kind: 'known';
      readonly deployments: readonly Deployment[];
      readonly unreadable?: readonly UnreadableDeployment[];
    }
  | { readonly kind: 'unavailable'; readonly detail: string };
