import type { Target } from '../configuration/configuration.ts';

/** The SSM names of one target's documents (docs/contracts.md). */
export interface DocumentNames {
  readonly live: string;
  readonly state: string;
  readonly proposed: string;
  readonly pin: string;
  /** Copies of the live document under other stage names. */
  readonly copies: readonly string[];
}

/**
 * Where a target's documents live.
 *
 * @example documentNames({ parameterPrefix: '/rightsizer', service: 'connector', stage: 'production', alsoPublishTo: [] }).live // '/rightsizer/connector/production'
 */
export function documentNames({ parameterPrefix, service, stage, alsoPublishTo }: Target): DocumentNames {
  const folder = `${parameterPrefix}/${service}`;
  const live = `${folder}/${stage}`;
  return {
    live,
    state: `${live}/state`,
    proposed: `${live}/proposed`,
    pin: `${live}/pin`,
    copies: alsoPublishTo.map((name) => `${folder}/${name}`),
  };
}
