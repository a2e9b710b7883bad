import type { Target } from '../configuration/configuration.ts';

type Named = Pick<Target, 'parameterPrefix' | 'service' | 'stage' | 'alsoPublishTo'>;

/** Where a target's documents live in SSM (docs/contracts.md). */
export function documentNames({ parameterPrefix, service, stage, alsoPublishTo }: Named) {
  const folder = `${parameterPrefix}/${service}`;
  const live = `${folder}/${stage}`;
  return {
    live,
    state: `${live}/state`,
    proposed: `${live}/proposed`,
    pin: `${live}/pin`,
    /** Copies of the live document under other stage names. */
    copies: alsoPublishTo.map((name) => `${folder}/${name}`),
  };
}

export type DocumentNames = ReturnType<typeof documentNames>;
