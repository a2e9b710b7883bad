import { describe, expect, it } from 'vitest';
import type { PriceAnswer } from '../../core/money/unit-price.ts';
import { pricesOf, type SideAsking } from '../../run/side-answers.ts';

const NEVER = new AbortController().signal;
const KNOWN: PriceAnswer = { kind: 'known', prices: { linuxX86: { perVcpuUsd: 0.04, perGbUsd: 0.004 } } };

type PricesWorld = SideAsking<'priceList', 'prices'>;
type Read = PricesWorld['ports']['prices']['read'];

function world(read: Read, fields: Partial<PricesWorld> = {}): PricesWorld {
  return { sources: { priceList: true }, ports: { prices: { read } }, signal: NEVER, ...fields };
}

/** Answers when it is aborted, and then as a reader must. */
const waits: Read = (_region, signal) =>
  new Promise((_resolve, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });

describe('the prices of a run', () => {
  it('are asked once for each region', async () => {
    const asked: string[] = [];
    const read: Read = async (region) => {
      asked.push(region);
      return KNOWN;
    };
    const found = await pricesOf(['us-east-1', 'eu-west-1', 'us-east-1'], world(read));
    expect(asked).toEqual(['us-east-1', 'eu-west-1']);
    expect(found).toEqual(
      new Map([
        ['us-east-1', KNOWN],
        ['eu-west-1', KNOWN],
      ]),
    );
  });

  it('are asked side by side', async () => {
    const open: (() => void)[] = [];
    // Neither is answered before both are asked.
    const read: Read = () =>
      new Promise((resolve) => {
        open.push(() => resolve(KNOWN));
        if (open.length === 2) for (const answer of open) answer();
      });
    expect((await pricesOf(['us-east-1', 'eu-west-1'], world(read))).size).toBe(2);
  });

  it('are not asked where rightsizer.yml says so', async () => {
    const read: Read = async () => {
      throw new Error('asked');
    };
    const sources = { priceList: false };
    expect(await pricesOf(['us-east-1'], world(read, { sources }))).toEqual(new Map());
  });

  it('that do not come in time are unavailable, and no others', async () => {
    const read: Read = async (region, signal) => (region === 'us-east-1' ? KNOWN : waits(region, signal));
    const found = await pricesOf(['us-east-1', 'eu-west-1'], world(read), 1);
    expect(found.get('us-east-1')).toEqual(KNOWN);
    expect(found.get('eu-west-1')).toEqual({ kind: 'unavailable', detail: 'The Price List did not answer in time' });
  });

  it('are unavailable when the run is out of time', async () => {
    const run = new AbortController();
    const asked = pricesOf(['us-east-1'], world(waits, { signal: run.signal }));
    run.abort(new Error('out of time'));
    expect(await asked).toEqual(
      new Map([['us-east-1', { kind: 'unavailable', detail: 'The run ended before the Price List answered' }]]),
    );
  });

  it.each([
    [new TypeError('arn:aws:iam::123456789012:role/secret'), 'The Price List cannot be asked (TypeError)'],
    ['a word', 'The Price List cannot be asked (string)'],
  ])('are unavailable when the reader breaks its word: %s', async (thrown, detail) => {
    const read: Read = async () => {
      throw thrown;
    };
    expect(await pricesOf(['us-east-1'], world(read))).toEqual(
      new Map([['us-east-1', { kind: 'unavailable', detail }]]),
    );
  });
});
