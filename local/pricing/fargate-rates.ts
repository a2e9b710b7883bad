/** What AWS sells under one usage type. */
export interface Rate {
  /** Behind the region's prefix. */
  readonly usageType: string;
  readonly unit: string;
  /** With ten places, as in the Price List. */
  readonly usd: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A region and what an hour of Fargate on Linux costs there, in USD. */
export interface PricedRegion {
  readonly region: string;
  /** In front of usage types. */
  readonly prefix: string;
  readonly location: string;
  readonly x86: readonly [vcpu: string, gb: string];
  readonly arm: readonly [vcpu: string, gb: string];
  readonly storageGb: string;
}

/**
 * All of us-east-1 and x86 in the three regions after it are as AWS had them in 2026-11. The rest, above all eu-west-1, is made up: data to test with, and
 * nobody's prices.
 */
export const pricedRegions: readonly PricedRegion[] = [
  {
    region: 'us-east-1',
    prefix: 'USE1',
    location: 'US East (N. Virginia)',
    x86: ['0.0404800000', '0.0044450000'],
    arm: ['0.0323800000', '0.0035600000'],
    storageGb: '0.0001110000',
  },
  {
    region: 'us-west-2',
    prefix: 'USW2',
    location: 'US West (Oregon)',
    x86: ['0.0404800000', '0.0044450000'],
    arm: ['0.0323000000', '0.0035500000'],
    storageGb: '0.0001120000',
  },
  {
    region: 'eu-central-1',
    prefix: 'EUC1',
    location: 'EU (Frankfurt)',
    x86: ['0.0465600000', '0.0051100000'],
    arm: ['0.0372000000', '0.0040800000'],
    storageGb: '0.0001280000',
  },
  {
    region: 'ap-northeast-1',
    prefix: 'APN1',
    location: 'Asia Pacific (Tokyo)',
    x86: ['0.0505600000', '0.0055300000'],
    arm: ['0.0404000000', '0.0044200000'],
    storageGb: '0.0001340000',
  },
  {
    region: 'eu-west-1',
    prefix: 'EU',
    location: 'EU (Ireland)',
    x86: ['0.0415000000', '0.0045500000'],
    arm: ['0.0332000000', '0.0036400000'],
    storageGb: '0.0001140000',
  },
];

const perVcpu = { tenancy: 'Shared', cputype: 'perCPU' };
const perGb = { tenancy: 'Shared', memorytype: 'perGB' };
const arm64 = { cpuArchitecture: 'ARM' };
const windows = { operatingSystem: 'Windows' };

/** Linux on both architectures and its storage; then what only looks alike: Windows, and Spot as bills call it. */
export function fargateRates({ x86, arm, storageGb }: PricedRegion): readonly Rate[] {
  const hours = (usageType: string, usd: string, attributes: Rate['attributes']) => ({
    usageType,
    unit: 'hours',
    usd,
    attributes,
  });
  return [
    hours('Fargate-vCPU-Hours:perCPU', x86[0], perVcpu),
    hours('Fargate-GB-Hours', x86[1], perGb),
    hours('Fargate-ARM-vCPU-Hours:perCPU', arm[0], { ...perVcpu, ...arm64 }),
    hours('Fargate-ARM-GB-Hours', arm[1], { ...perGb, ...arm64 }),
    {
      usageType: 'Fargate-EphemeralStorage-GB-Hours',
      unit: 'GB-Hours',
      usd: storageGb,
      attributes: { storagetype: 'default' },
    },
    hours('Fargate-Windows-vCPU-Hours:perCPU', '0.0914800000', { ...perVcpu, ...windows }),
    hours('Fargate-Windows-GB-Hours', '0.0100500000', { ...perGb, ...windows }),
    hours('Fargate-Windows-OS-Hours:perCPU', '0.0460000000', { ...perVcpu, ...windows }),
    hours('SpotUsage-Fargate-vCPU-Hours:perCPU', '0.0121440000', perVcpu),
    hours('SpotUsage-Fargate-GB-Hours', '0.0013335000', perGb),
  ];
}
