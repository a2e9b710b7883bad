import type { ParameterKeys } from '../model/sizes.ts';
import type { Policy } from './policy.ts';
import type { configurationSchema } from './schema.ts';
import type { SettingsOf } from './setting.ts';
import type { StageFile } from './target-settings.ts';

type File = SettingsOf<typeof configurationSchema>;

/** `propose` writes `…/proposed` for a person to approve; `apply` writes the live document. */
export type Mode = StageFile['mode'];
export type TaskSizeBound = Required<StageFile>['minimumTaskSize'];
export type ContainerSettings = Required<StageFile>['containers'][string];
/** Days on which nothing ordinary changes, in UTC. All that is said must hold; at least one is said. */
export type FreezeWindow = Required<StageFile>['freeze'][number];
export type Notifications = File['notifications'];
/** What rightsizer.yml says about money; it never changes which size is found. */
export type PriceSettings = File['prices'];
export type Sources = File['sources'];

/** By what an ECS service is found: its tags, or the stack and logical id that made it. */
export type FindRule = Required<StageFile>['find'];

/** The heap that an image sets by itself, by repository name as in the task definition, without tag. */
export interface ImageHeapSetting {
  readonly repository: string;
  readonly maximumHeapMiB: number;
}

/** What service and stage say about a target, with defaults: a target's setting comes from its schema alone. */
type TargetSettings = Required<
  Pick<StageFile, 'minimumTaskSize' | 'maximumTaskSize' | 'containers' | 'guards' | 'freeze'>
> &
  Omit<StageFile, 'policy' | 'service' | 'cluster' | 'parameters'> & { readonly parameters: ParameterKeys };

/** Why nothing can be asked about a target: its place could not be listed, or a service's tags say what cannot be. */
export interface LostTarget {
  readonly kind: 'place' | 'service';
  readonly message: string;
}

/** One ECS service in one stage, with everything the configuration says about it resolved. */
export interface Target extends TargetSettings {
  /** `<service>/<stage>`, unique in the configuration. */
  readonly id: string;
  readonly service: string;
  readonly stage: string;
  /** Names in ECS; empty where `find` says by what they are found, and nobody looked yet. */
  readonly cluster: string;
  readonly ecsService: string;
  readonly policy: Policy;
  readonly parameterPrefix: string;
  /** The KMS key that encrypts the documents; absent: the AWS managed key. */
  readonly kmsKeyArn?: string;
  /** Images with a default heap, beside the well-known ones; the first that matches counts. */
  readonly images: readonly ImageHeapSetting[];
  /** It stands in the configuration to be told of, and fails by this. */
  readonly lost?: LostTarget;
}

export interface Configuration extends Omit<File, 'services' | 'images' | 'policies'> {
  readonly policies: Readonly<Record<string, Policy>>;
  readonly images: readonly ImageHeapSetting[];
  /** In the order of the file. */
  readonly targets: readonly Target[];
}
