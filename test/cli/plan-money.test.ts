import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../core/report/report.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { commandHere } from '../support/command-here.ts';
import { configuration, configured, roomy } from '../support/fleet.ts';
import { madeFolder } from '../support/runs.ts';

const TIME = '2026-11-22T06:00:00Z';
const REGIONS = ['us-east-1', 'eu-west-1'] as const;
const ARCHITECTURES = ['X86_64', 'ARM64'] as const;

/** A service for each of two regions and architectures, one in a region that the Price List lacks, one half on Spot. */
const SERVICES = [
  ...REGIONS.flatMap((region) =>
    ARCHITECTURES.map((architecture) =>
      roomy(`${region}-${architecture}`, { region, architecture, desiredCount: 2, runningCount: 2 }),
    ),
  ),
  roomy('elsewhere', { region: 'ca-central-1' }),
];

/** Only peak and headroom count: a shortage costs nothing. */
const NOTHING = { cpuUsdPerHour: 0, memoryUsdPerKill: 0 };

let aws: LocalAws;
const folder = madeFolder();

beforeAll(async () => {
  aws = await startLocalAws({
    scenario: { name: 'money', seed: 1, services: SERVICES, topics: [] },
    now: () => new Date(TIME),
  });
});
afterAll(() => aws.close());

async function plan(extra: object, args: readonly string[] = []) {
  const services = Object.fromEntries(
    SERVICES.map(({ cluster, region }) => [cluster, configured(cluster, { ...(region && { region }) })]),
  );
  const { policies, ...rest } = configuration(services);
  const peaks = { ...rest, policies: { quick: { ...policies.quick, shortage: NOTHING } } };
  const path = join(folder, 'rightsizer.yml');
  await writeFile(path, JSON.stringify({ ...peaks, ...extra }));
  return commandHere(['plan', '--config', path, '--time', TIME, ...args], { environment: aws.environment });
}

async function moneyOf(extra: object = {}) {
  const { output } = await plan(extra, ['--json']);
  const { targets } = JSON.parse(output) as Report;
  return Object.fromEntries(
    targets.map(({ service, monthlyUsd: { current, recommended }, pricing, whatIf }) => [
      service,
      {
        current,
        recommended,
        from: pricing?.kind === 'priced' ? pricing.tariff.source.kind : pricing?.kind,
        arm: whatIf.find(({ kind }) => kind === 'arm64')?.savesUsd,
      },
    ]),
  );
}

describe('the money of a plan', () => {
  // 1024 / 2048, two tasks, 730 hours; then 256 / 512, a quarter of both.
  it('is that of region and architecture, of all tasks, by the Price List', async () => {
    expect(await moneyOf()).toEqual({
      // (0.04048 + 2 x 0.004445) x 1460 = 72.0802, / 4 = 18.02; ARM (0.03238 + 2 x 0.00356) x 1460 = 57.67, 14.4175.
      'us-east-1-X86_64': { current: 72.08, recommended: 18.02, from: 'PriceList', arm: 3.6 },
      'us-east-1-ARM64': { current: 57.67, recommended: 14.42, from: 'PriceList', arm: undefined },
      // (0.0415 + 2 x 0.00455) x 1460 = 73.876, / 4 = 18.469; ARM (0.0332 + 2 x 0.00364) x 1460 = 59.1008, 14.7752.
      'eu-west-1-X86_64': { current: 73.88, recommended: 18.47, from: 'PriceList', arm: 3.69 },
      'eu-west-1-ARM64': { current: 59.1, recommended: 14.78, from: 'PriceList', arm: undefined },
      elsewhere: { current: undefined, recommended: undefined, from: 'unpriced', arm: undefined },
    });
  });

  it('falls back to the shipped table when the Price List may not be read, and says so', async () => {
    aws.addFaults([{ operation: 'pricing.GetProducts', fault: 'accessDenied', count: 20 }]);
    const { output } = await plan({}, ['--explain', '--service', 'us-east-1-X86_64']);
    expect(output).toMatch(/Prices: shipped ones of 2026-11-22 \([^)]*pricing:GetProducts[^)]*\);/s);
  });

  it('says where there is none, and why', async () => {
    aws.clearFaults();
    const { output } = await plan({ sources: { priceList: false } });
    expect(output).toMatch(/No money for elsewhere\/production: [^.]*ca-central-1/);
  });
});
