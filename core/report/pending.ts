import { pinText } from '../decision/guards/pin.ts';
import { targetNews } from './news.ts';
import { proposalTexts, undeployedTexts } from './news-grounds.ts';
import { isTrouble, type TargetReport } from './report.ts';

/** What somebody must do: see why it failed, look at an alert, answer a proposal, deploy, end a pin. */
export type PendingKind = 'failure' | 'alert' | 'approval' | 'deployment' | 'pin';

/** Something that goes no further without a person. */
export interface Pending {
  readonly kind: PendingKind;
  readonly id: string;
  readonly text: string;
  /** What answers it; empty where no command of this tool does. */
  readonly commands: readonly string[];
}

/** A pin keeps nobody waiting unless another size was found. */
function pinTexts({ pin, holds }: TargetReport): readonly string[] {
  return pin !== undefined && holds.some(({ code }) => code === 'Pinned') ? [pinText(pin)] : [];
}

/** All of a target that waits for somebody, what went wrong first. */
export function pendingOf(target: TargetReport): readonly Pending[] {
  const { id, look, commands } = targetNews(target);
  const found: readonly (readonly [PendingKind, readonly string[]])[] = [
    [isTrouble(target) ? 'failure' : 'alert', look],
    ['approval', proposalTexts(target)],
    ['deployment', undeployedTexts(target)],
    ['pin', pinTexts(target)],
  ];
  return found.flatMap(([kind, texts]) => {
    const answers = kind === 'approval' || kind === 'pin' ? commands : [];
    return texts.map((text) => ({ kind, id, text, commands: answers }));
  });
}

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
