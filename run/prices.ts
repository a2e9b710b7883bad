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
}

/**
 * What the Price List says of each region, asked once each and side by side; empty where rightsizer.yml does not want it asked. Never rejects: what comes
 * too late or goes wrong is `unavailable`.
 */
export async function pricesOf(
  regions: Iterable<string>,
  { configuration, ports, signal }: PricesWorld,
  milliseconds = LONGEST_WAIT_MILLISECONDS,
): Promise<ReadonlyMap<string, PriceAnswer>> {
  if (!configuration.sources.priceList) return new Map();
  const instead = (error: unknown, limit: AbortSignal): PriceAnswer => {
    if (signal.aborted) return { kind: 'unavailable', detail: 'The run ended before the Price List answered' };
    if (limit.aborted) return { kind: 'unavailable', detail: 'The Price List did not answer in time' };
    const name = error instanceof Error ? error.name : typeof error;
    return { kind: 'unavailable', detail: `The Price List cannot be asked (${name})` };
  };
  const asked = [...new Set(regions)].map(async (region) => {
    const answer = await inTime((limit) => ports.prices.read(region, limit), { signal, milliseconds }, instead);
    return [region, answer] as const;
  });
  return new Map(await Promise.all(asked));
}
