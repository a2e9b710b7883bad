import type { ScenarioPrices } from './scenario.ts';

/**
 * What scenarios have that say nothing of prices. All of us-east-1 and x86 in the three regions after it are as AWS had
 * them in 2026-11. The rest, above all eu-west-1, is made up: data to test with, and nobody's prices.
 */
export const usualPrices: readonly ScenarioPrices[] = [
  {
    region: 'us-east-1',
    prefix: 'USE1',
    x86: { perVcpuUsd: 0.04048, perGbUsd: 0.004445 },
    arm: { perVcpuUsd: 0.03238, perGbUsd: 0.00356 },
    storagePerGbUsd: 0.000111,
  },
  {
    region: 'us-west-2',
    prefix: 'USW2',
    x86: { perVcpuUsd: 0.04048, perGbUsd: 0.004445 },
    arm: { perVcpuUsd: 0.0323, perGbUsd: 0.00355 },
    storagePerGbUsd: 0.000112,
  },
  {
    region: 'eu-central-1',
    prefix: 'EUC1',
    x86: { perVcpuUsd: 0.04656, perGbUsd: 0.00511 },
    arm: { perVcpuUsd: 0.0372, perGbUsd: 0.00408 },
    storagePerGbUsd: 0.000128,
  },
  {
    region: 'ap-northeast-1',
    prefix: 'APN1',
    x86: { perVcpuUsd: 0.05056, perGbUsd: 0.00553 },
    arm: { perVcpuUsd: 0.0404, perGbUsd: 0.00442 },
    storagePerGbUsd: 0.000134,
  },
  {
    region: 'eu-west-1',
    prefix: 'EU',
    x86: { perVcpuUsd: 0.0415, perGbUsd: 0.00455 },
    arm: { perVcpuUsd: 0.0332, perGbUsd: 0.00364 },
    storagePerGbUsd: 0.000114,
  },
];
