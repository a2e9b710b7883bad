import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_DOCUMENT_CHARACTERS } from '../../../core/configuration/target-settings.ts';
import {
  EMPTY_STATE,
  type HistoryEntry,
  parseState,
  type State,
  type StoredBreach,
} from '../../../core/publication/state-document.ts';
import { renderState, withoutLeastNeeded } from '../../../core/publication/state-text.ts';
import { alwaysOfFewer } from '../../support/properties.ts';

const LIMIT = 4000;
const forecast = {
  size: { cpuUnits: 1024, memoryMiB: 4096 },
  neededCpuUnits: 875,
  neededMemoryMiB: 3750,
  exceededPercent: 0.02,
  bootMinutes: 10,
  savingsUsdPerMonth: 1234.56,
};
const document = { taskCpu: '2048', taskMemory: '6144', connectContainerCpu: '2048', connectContainerMemory: '4096' };

function entry(version: number, words: string): HistoryEntry {
  const at = '2026-11-23T06:00:00.000Z';
  const told = { reasons: [words, words], forecast: words, result: words };
  const hours = { before: 12345.67, after: 1234.56 };
  const saved = { usd: -1234.56, from: 'CostExplorer', days: 14, vcpuHours: hours, gbHours: hours } as const;
  const money = { forecastUsd: 1234.56, realized: saved } as const;
  return {
    version,
    hash: 'af63dc4c8601ec8c',
    at,
    author: words,
    cause: 'resize',
    ...told,
    ...money,
    size: [32_768, 249_856],
  };
}

function breach(what: string): StoredBreach {
  const [at, until] = ['2026-11-23T06:00:00.000Z', '2026-12-21T06:00:00.000Z'];
  return { resources: ['cpu', 'memory'], document, at, until, what };
}

/** Everything that a state can hold. */
function full(words: string, breaches = 2): State {
  const agreed = { since: '2026-11-20', lastDay: '2026-11-22', days: 3 };
  return {
    live: { version: 20, hash: 'af63dc4c8601ec8c', announced: true },
    proposed: { version: 9, hash: 'af63dc4c8601ec8c', announced: true, closed: true },
    notice: 'Breach@2026-11-23T06:00:00.000Z,Drifted',
    changedAt: '2026-11-23T06:00:00.000Z',
    agreement: { cpu: agreed, memory: agreed },
    heldSince: { WaitsForAgreement: '2026-11-20', Cooldown: '2026-11-20', OneCpuRow: '2026-11-20' },
    heldSaidOn: '2026-11-20',
    digestOn: '2026-11-20',
    watch: { version: 20, before: document, forecast, shrinks: true },
    proposedForecast: forecast,
    breaches: Array.from({ length: breaches }, () => breach(words)),
    follows: { percent: 97.123456789, since: 1_795_413_600_000 },
    rejected: { hash: 'af63dc4c8601ec8c', at: '2026-11-23T06:00:00.000Z', by: words, why: words },
    seenSize: { cpuUnits: 32_768, memoryMiB: 249_856, since: 1_795_413_600_000 },
    approved: { cpuUnits: 32_768, memoryMiB: 249_856 },
    steadySince: { cpu: '2026-11-20', memory: '2026-11-20' },
    history: Array.from({ length: 20 }, (_, index) => entry(20 - index, words)),
    runId: '2026-11-23T06:00:00.000Z-0123abcd-89ef4567',
  };
}

/** What no decision may lose: everything but the history and the words. */
function needed({ history: _, rejected, breaches = [], ...rest }: State) {
  const refused = rejected && { hash: rejected.hash, at: rejected.at };
  return { ...rest, refused, breaches: breaches.map(({ what: __, ...each }) => each) };
}

describe('a state with everything in it', () => {
  it.each([
    ['no words', ''],
    ['short words', 'because'],
    ['long words', 'because '.repeat(60)],
    ['endless words', 'x'.repeat(3000)],
    ['words of three bytes a character', '測'.repeat(500)],
    ['words that are all escapes', '{"\\}'.repeat(300)],
  ])('is never more than 4,000 bytes, and keeps all that a decision needs: %s', (_, words) => {
    const text = renderState(full(words));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT);
    const kept = parseState(text);
    expect(needed(kept)).toEqual(needed(full(words)));
    expect(kept.history.slice(0, 2).map(({ version }) => version)).toEqual([20, 19]);
  });

  it('stays the text that it is, once it was cut', () => {
    const text = renderState(full('because '.repeat(60)));
    expect(renderState(parseState(text))).toBe(text);
  });

  it('is under the limit for any words and any number of breaches', () => {
    alwaysOfFewer(fc.string({ unit: 'grapheme', maxLength: 900 }), fc.nat({ max: 30 }), (words, breaches) => {
      const text = renderState(full(words, breaches));
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT);
      const kept = parseState(text);
      // The newest way back is never forgotten.
      expect(kept.breaches?.at(-1)?.document).toEqual(breaches === 0 ? undefined : document);
    });
  });
});

describe('a state with the longest documents that rightsizer.yml permits', () => {
  const longest = { ['k'.repeat(MOST_DOCUMENT_CHARACTERS - '{"":"249856"}'.length)]: '249856' };
  const filled = (words: string): State => ({
    ...full(words),
    notice: 'Breach@2026-11-23T06:00:00.000Z,Drifted,PinBelowFloor,MaximumTooSmall,NotDeployed,RolledBack',
    heldSince: Object.fromEntries(
      ['WaitsForAgreement', 'Cooldown', 'OneCpuRow', 'SavingTooSmall', 'Frozen', 'ShrinkCap', 'AfterBreach'].map(
        (code) => [code, '2026-11-20'],
      ),
    ),
    watch: { version: 20, before: longest, forecast, shrinks: true },
    breaches: [breach(words), { ...breach(words), document: longest }],
  });

  it.each(['', 'because '.repeat(60), '測'.repeat(500), '{"\\}'.repeat(300), '}'.repeat(500), '\u0001'.repeat(500)])(
    'is under 4 KB and keeps both documents, whatever words are in it: row %#',
    (words) => {
      expect(JSON.stringify(longest)).toHaveLength(900);
      const text = renderState(filled(words));
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT);
      const kept = parseState(text);
      expect(kept.watch?.before).toEqual(longest);
      expect(kept.breaches?.at(-1)?.document).toEqual(longest);
    },
  );
});

describe('what goes first', () => {
  it('is reasons, then forecasts and results, oldest first, then long words, then money, then entries, then the forecast of a proposal, then old breaches', () => {
    const words = 'w'.repeat(81);
    const start: State = { ...full(words), history: [entry(3, words), entry(2, words), entry(1, words)] };
    const steps: State[] = [];
    for (let state: State | undefined = start; state !== undefined; state = withoutLeastNeeded(state))
      steps.push(state);
    const shapes = steps.map(({ history, rejected, breaches = [], proposedForecast }) => {
      const reasons = history.filter((each) => each.reasons.length > 0).length;
      const outcomes = history.filter((each) => each.result !== undefined).length;
      const money = history.filter((each) => each.realized !== undefined).length;
      const authors = history.filter((each) => each.author.length > 80).length;
      return [
        reasons,
        outcomes,
        authors,
        rejected?.why.length,
        breaches[0]?.what.length,
        money,
        history.length,
        Number(proposedForecast !== undefined),
        breaches.length,
      ];
    });
    expect(shapes).toEqual([
      [3, 3, 3, 81, 81, 3, 3, 1, 2],
      [2, 3, 3, 81, 81, 3, 3, 1, 2],
      [1, 3, 3, 81, 81, 3, 3, 1, 2],
      [0, 3, 3, 81, 81, 3, 3, 1, 2],
      [0, 2, 3, 81, 81, 3, 3, 1, 2],
      [0, 1, 3, 81, 81, 3, 3, 1, 2],
      [0, 0, 3, 81, 81, 3, 3, 1, 2],
      [0, 0, 2, 81, 81, 3, 3, 1, 2],
      [0, 0, 1, 81, 81, 3, 3, 1, 2],
      [0, 0, 0, 81, 81, 3, 3, 1, 2],
      [0, 0, 0, 80, 81, 3, 3, 1, 2],
      [0, 0, 0, 80, 80, 3, 3, 1, 2],
      [0, 0, 0, 80, 80, 2, 3, 1, 2],
      [0, 0, 0, 80, 80, 1, 3, 1, 2],
      [0, 0, 0, 80, 80, 0, 3, 1, 2],
      [0, 0, 0, 80, 80, 0, 2, 1, 2],
      [0, 0, 0, 80, 80, 0, 2, 0, 2],
      [0, 0, 0, 80, 80, 0, 2, 0, 1],
    ]);
  });

  it('is nothing, where there is nothing to forget', () => {
    expect(withoutLeastNeeded(EMPTY_STATE)).toBeUndefined();
  });
});
