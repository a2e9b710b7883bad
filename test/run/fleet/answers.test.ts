import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FleetRun, fleetRun } from '../../support/fleet-run.ts';
import { fleetConfiguration, morning, recordedWorld, remainsOf } from '../../support/fleet-world.ts';
import { PAYMENTS, tagged, fleet as taggedFleet, worldOf } from '../discovery/world.ts';

type Around = Required<FleetRun>['around'];
type Change = (answer: unknown) => unknown;

const configuration = fleetConfiguration(2);
const having =
  (fields: object): Change =>
  (answer) => ({ ...Object(answer), ...fields });

/** Answers as it should, but for the calls whose text has all of these words. */
const changed =
  (words: readonly string[], change: Change): Around =>
  async (payload, answer) => {
    const call = JSON.stringify(payload);
    const answered = await answer();
    return words.every((word) => call.includes(word)) ? change(answered) : answered;
  };

const packed = (value: unknown) => gzipSync(JSON.stringify(value)).toString('base64');

describe('what is no answer to a batch', () => {
  it.each<[string, Change, RegExp]>([
    ['null', () => null, /Its answer cannot be read/],
    ['nothing', () => undefined, /Its answer cannot be read/],
    ['text', () => 'OK', /Its answer cannot be read/],
    ['a proxy’s error', () => ({ statusCode: 502, body: 'Bad Gateway' }), /Its answer cannot be read/],
    ['the answer to another call', () => ({ version: '0.1.0', marked: 2 }), /Its answer cannot be read\. totals: /],
    ['that of other code', having({ version: '0.0.9' }), /version: .*"0\.1\.0" but received "0\.0\.9"/],
    ['one without version', having({ version: undefined }), /version: /],
    ['sums that are none', having({ totals: { targets: 2 } }), /totals\.changed: /],
    ['reports that are none', having({ told: [{ report: { id: 'service-1/production' } }] }), /told\.0\.report: /],
    ['candidates that are none', having({ candidates: [null] }), /candidates\.0: /],
    ['ids that are none', having({ left: [7] }), /left\.0: /],
    ['one about fewer targets', having({ held: [], totals: totals(1) }), /is about 1 targets; there are 2/],
  ])('counts as its failure, and no other batch is concerned: %s', async (_, change, message) => {
    const world = await recordedWorld(configuration, 20);
    const around = changed(['"decide"', 'service-1'], change);
    const { status, fleet, calls } = await fleetRun({ configuration, world, time: morning(21), around });
    expect(status).toBe('SUCCEEDED');
    expect(calls.filter((call) => call.includes('"decide"') && call.includes('service-1'))).toHaveLength(3);
    expect(fleet?.report.totals).toMatchObject({ targets: 6, notDone: 2, changed: 2 });
    const details = fleet?.report.targets.flatMap(({ outcome, detail }) => (outcome === 'notDone' ? [detail] : []));
    expect(details).toEqual([expect.stringMatching(message), expect.stringMatching(message)]);
    expect(world.notifier.sent.at(-1)?.bodies.email).toContain('service-1/production');
  });

  it('counts as that of a batch that is published', async () => {
    const world = await recordedWorld(configuration, 20);
    const around = changed(['"publish"', 'service-1'], () => null);
    const { status, fleet } = await fleetRun({ configuration, world, time: morning(21), around });
    expect(status).toBe('SUCCEEDED');
    expect(fleet?.report.totals).toMatchObject({ targets: 6, notDone: 2 });
  });
});

describe('what is no answer to another call', () => {
  it.each<[string, Change]>([
    ['null', () => null],
    ['text that holds nothing', having({ found: 'garbage' })],
    ['no list', having({ found: packed(null) })],
    ['no targets', having({ found: packed([null]) })],
    [
      'a policy that is not known',
      having({ found: packed([{ id: 'a/b', service: 'a', stage: 'b', policy: 'gone' }]) }),
    ],
  ])('costs the place that was asked about: %s', async (_, change) => {
    const world = worldOf([tagged('shop-production', 'api')], [tagged('find-qa', 'web')]);
    const around = changed(['"discover"', PAYMENTS], change);
    const asked = { configuration: taggedFleet(), world, time: morning(20), around };
    const { status, fleet } = await fleetRun(asked);
    expect(status).toBe('SUCCEEDED');
    const outcomes = fleet?.report.targets.map(({ id, outcome }) => [id, outcome]);
    expect(outcomes).toContainEqual(['account 222222222222/us-east-1', 'failed']);
    expect(fleet?.counts.answered).toBe(1);
  });

  it('lets the next run tell what was not marked', async () => {
    const world = await recordedWorld(configuration, 20);
    const around = changed(['"announced"'], () => null);
    expect((await fleetRun({ configuration, world, time: morning(21), around })).status).toBe('SUCCEEDED');
    expect(remainsOf(world).filter(({ live }) => live?.version === 2)).toHaveLength(2);
  });

  it.each([
    ['begin', 'The run could not begin: Its answer cannot be read.'],
    ['end', 'What the next run begins with was not stored: Its answer cannot be read.'],
  ])('fails the run by its name: %s', async (kind, message) => {
    const world = await recordedWorld(configuration, 20);
    const around = changed([`"kind":"${kind}"`], () => null);
    const { status, error } = await fleetRun({ configuration, world, time: morning(21), around });
    expect([status, error]).toEqual(['FAILED', expect.stringContaining(message)]);
  });
});

function totals(targets: number) {
  const monthlyUsd = { current: 0, recommended: 0, savings: 0 };
  return { targets, changed: 0, skipped: 0, failed: 0, notDone: 0, monthlyUsd };
}
