import type { PercentSeries, Subject } from '../backtest/subject.ts';
import type { Configuration } from '../core/configuration/configuration.ts';
import { lookbackWindow } from '../core/model/time.ts';
import type { Ports } from '../core/ports.ts';
import type { Series } from '../core/usage/usage.ts';
import { evidenceOf } from '../run/decide-target.ts';
import { type RunRequest, selectTargets } from '../run/run-request.ts';
import { type Surveyed, survey } from '../run/survey.ts';

/** So long CloudWatch keeps points of five minutes: docs.aws.amazon.com/AmazonCloudWatch, "Metrics retention", read 2026-11-23. */
const RETENTION_DAYS = 63;
/** A window that begins before that gets no five-minute points at all, and every window ends up to 70 minutes before now: three hours less. */
const LOOKBACK_DAYS = RETENTION_DAYS - 3 / 24;

export interface BacktestInput {
  readonly configuration: Configuration;
  readonly request: RunRequest;
  readonly ports: Ports;
  readonly signal: AbortSignal;
}

/** A service to play again, or why it cannot be. */
export type FoundSubject =
  | { readonly kind: 'found'; readonly id: string; readonly subject: Subject }
  | { readonly kind: 'failed'; readonly id: string; readonly message: string };

/** Amounts as percent of the size that stands now. */
function percentOf({ average, maximum }: Series, amount: number): PercentSeries {
  const percent = (values: Float64Array) => values.map((value) => (value / amount) * 100);
  return { ...(average && { average: percent(average) }), ...(maximum && { maximum: percent(maximum) }) };
}

async function subjectOf({ target, account, service }: Surveyed, input: BacktestInput): Promise<Subject> {
  if (service.kind === 'failed') throw new Error(service.message);
  if (service.kind === 'skipped' || account === undefined) throw new Error('no running service on Fargate');
  const window = lookbackWindow(input.request.time, LOOKBACK_DAYS);
  const evidence = await evidenceOf(
    { target, account, service, window, money: { settings: input.configuration.prices } },
    input.signal,
  );
  const { cpuUnits, memoryMiB } = service.taskSize;
  return {
    target,
    service,
    window,
    cpu: percentOf(evidence.cpu, cpuUnits),
    ...(evidence.memory && { memory: percentOf(evidence.memory, memoryMiB) }),
  };
}

/** Reads what CloudWatch still has of the selected services, one after the other. Nothing is written. */
export async function* backtestSubjects(input: BacktestInput): AsyncGenerator<FoundSubject> {
  const selected = selectTargets(input.configuration, input.request);
  const surveyed = await survey(input.configuration, selected, { ...input, time: input.request.time });
  for (const target of selected) {
    const { id } = target;
    try {
      yield { kind: 'found', id, subject: await subjectOf(surveyed.get(id) as Surveyed, input) };
    } catch (error) {
      yield { kind: 'failed', id, message: error instanceof Error ? error.message : String(error) };
    }
  }
}
