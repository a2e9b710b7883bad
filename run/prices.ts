import type { Configuration } from '../core/configuration/configuration.ts';
import type { PriceAnswer } from '../core/money/unit-price.ts';
import type { Ports } from '../core/ports.ts';
import { inTime } from './in-time.ts';

/** Prices are there to be shown: a run does not wait longer for them, and finds the same sizes without. */
const LONGEST_WAIT_MILLISECONDS = 6000;

export interface PricesWorld {
  readonly configuration: { readonly sources: Pick<Configuration['sources'], 'priceList'> };
  readonly ports: Pick<Ports, 'prices'>;
  readonly signal: AbortSignal;
  /** Aborts when prices have taken long enough; after six seconds unless told otherwise. */
  readonly patience?: AbortSignal;
}

/**
 * What the Price List says of each region, asked once each and side by side; empty where rightsizer.yml does not want it asked. Never rejects: what comes
 * too late or goes wrong is `unavailable`.
 */
export async function pricesOf(
  regions: Iterable<string>,
  world: PricesWorld,
): Promise<ReadonlyMap<string, PriceAnswer>> {
  if (!world.configuration.sources.priceList) return new Map();
  const { patience = AbortSignal.timeout(LONGEST_WAIT_MILLISECONDS) } = world;
  const asked = [...new Set(regions)].map(async (region) => [region, await priceOf(region, world, patience)] as const);
  return new Map(await Promise.all(asked));
}

async function priceOf(region: string, { ports, signal }: PricesWorld, patience: AbortSignal): Promise<PriceAnswer> {
  try {
    return await inTime((limit) => ports.prices.read(region, limit), AbortSignal.any([signal, patience]));
  } catch (error) {
    if (signal.aborted) return { kind: 'unavailable', detail: 'The run ended before the Price List answered' };
    if (patience.aborted) return { kind: 'unavailable', detail: 'The Price List did not answer in time' };
    return {
      kind: 'unavailable',
      detail: `The Price List cannot be asked (${error instanceof Error ? error.name : typeof error})`,
    };
  }
}
