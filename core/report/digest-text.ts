import type { ReasonCode } from '../decision/reason.ts';
import { ownEntry } from '../model/sizes.ts';
import { minuteText } from '../model/time.ts';
import { sizeText } from '../model/words.ts';
import { possibleText, waitingText } from './money-text.ts';
import type { ReportedReason, TargetReport } from './report.ts';

const HOLDS: Readonly<Partial<Record<ReasonCode, string>>> = {
  WaitsForAgreement: 'days of agreement',
  Cooldown: 'the cool-down',
  WaitsForDeployment: 'a deployment',
  OneCpuRow: 'one CPU row at a time',
  SavingTooSmall: 'a larger saving',
  ShrinkCap: 'its turn to shrink',
  Frozen: 'the end of a freeze',
  Rejected: 'another size, this one was rejected',
};

function holdsText(holds: readonly ReportedReason[]): readonly string[] {
  const words = holds.filter(({ code }) => code !== 'Pinned').map(({ code }) => ownEntry(HOLDS, code) ?? code);
  return words.length === 0 ? [] : [`waits for ${[...new Set(words)].join(' and ')}`];
}

/** What is live, and whether it runs. */
function liveText(target: TargetReport): readonly string[] {
  const { outcome, skipReason, live, deployment } = target;
  if (outcome === 'failed') return ['not answered (failed)'];
  if (outcome === 'notDone') return ['not answered (out of time)'];
  const skipped = outcome === 'skipped' ? [`skipped (${skipReason})`] : [];
  if (live === undefined) return [...skipped, 'nothing is live'];
  const size = live.task === undefined ? `version ${live.version}` : sizeText(live.task);
  return [...skipped, `${size} live${deployment === undefined ? '' : `, ${deploymentText(target, deployment)}`}`];
}

const STATES = {
  deployed: 'deployed since',
  inProgress: 'deployment goes on since',
  notDeployed: 'not deployed since',
  drifted: 'other sizes were deployed',
  rolledBack: 'rolled back by ECS',
} as const;

function deploymentText(target: TargetReport, { kind, since }: NonNullable<TargetReport['deployment']>): string {
  const wait = kind === 'notDeployed' ? waitingText(target) : undefined;
  return `${STATES[kind]} ${minuteText(since)}${wait === undefined ? '' : ` (${wait})`}`;
}

/** How a target stands, in one line: what is live, whether it runs, who pinned it, what waits, what it could save. */
export function digestLine(target: TargetReport): string {
  const { id, pin, holds, alerts, monthlyUsd } = target;
  const { current, recommended } = monthlyUsd;
  const savings = current === undefined || recommended === undefined ? 0 : current - recommended;
  const parts = [
    ...liveText(target),
    ...(pin === undefined ? [] : [`pinned by ${pin.by} until ${minuteText(pin.until)}`]),
    ...holdsText(holds),
    ...(alerts.length === 0 ? [] : [`to look at: ${alerts.map(({ code }) => code).join(', ')}`]),
    possibleText(savings) ?? [],
  ];
  return `${id}: ${parts.flat().join('; ')}`;
}
