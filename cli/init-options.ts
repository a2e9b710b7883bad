import type { Starter } from './init-file.ts';
import type { Fallback, Former } from './init-lines.ts';
import type { PlaceOptions } from './place.ts';

export interface InitOptions extends PlaceOptions {
  readonly cluster?: string;
  /** Beside a cluster the ECS service, else the key in rightsizer.yml. */
  readonly service?: string;
  readonly ecsService?: string;
  readonly stage?: readonly string[];
  readonly key?: string;
  readonly serverless?: string;
  readonly out: string;
  readonly force?: boolean;
}

/** What was found out for a first rightsizer.yml. */
export interface Started {
  readonly starter: Starter;
  readonly fallbacks: readonly Fallback[];
  /** What was assumed, in a line. */
  readonly summary: string;
  /** The serverless.yml, with no sizes but those of the service; absent where none was given. */
  readonly former?: Former;
  /** Files that the serverless.yml reads and nobody read here. */
  readonly unread?: readonly string[];
}
