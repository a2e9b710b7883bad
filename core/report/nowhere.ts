import type { TargetReport } from './report.ts';

/** A service of rightsizer.yml that is deployed in none of its stages: its names, region or account may be wrong. */
export interface Nowhere {
  readonly service: string;
  readonly stages: number;
  readonly regions: readonly string[];
  /** Empty where rightsizer.yml names none: then it is the account of whoever asks. */
  readonly accounts: readonly string[];
}

function known(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.flatMap((value) => value ?? []))];
}

/** The services whose cluster or ECS service exists in no stage. */
export function nowhereOf(targets: readonly TargetReport[]): readonly Nowhere[] {
  return [...Map.groupBy(targets, ({ service }) => service)].flatMap(([service, own]) => {
    if (!own.every(({ skipReason }) => skipReason === 'NotDeployed')) return [];
    const regions = known(own.map(({ region }) => region));
    return [{ service, stages: own.length, regions, accounts: known(own.map(({ account }) => account)) }];
  });
}
