import type { ServiceMetrics } from '../../core/model/service-metrics.ts';
import { HOUR_MILLISECONDS } from '../../core/model/time.ts';
import type { Examined } from './examination.ts';
import { about, type Finding } from './finding.ts';

/** The recorder gives a sign of life a day; after two days without, a run takes it for absent. */
const RECORDER_HOURS = 48;

function metricsOf(examined: readonly Examined[]): readonly ServiceMetrics[] {
  return examined.flatMap(({ metrics }) => (metrics.kind === 'answered' ? [metrics.value] : []));
}

function hasPoints(points: ArrayLike<number | null> | undefined): boolean {
  return points !== undefined && Array.from(points).some((point) => point !== null && !Number.isNaN(point));
}

/** Whether containers can be sized by what they use, by cluster and from the metrics of the last day. */
export function insightsFindings(examined: readonly Examined[]): readonly Finding[] {
  const clusters = Map.groupBy(examined, ({ target }) => target.cluster);
  return [...clusters].flatMap(([cluster, own]) => {
    const metrics = metricsOf(own);
    return metrics.length === 0 ? [] : [insightsFinding(cluster, metrics)];
  });
}

const ENHANCED = 'Set containerInsights to enhanced on the cluster (ECS bills the metrics)';
const FILTERS =
  'deploy examples/container-metrics for it (0.60 USD a month for each container) and say containerMetrics: filters';
const UNTIL = 'until then containers share what the task gets.';

function insightsFinding(cluster: string, metrics: readonly ServiceMetrics[]): Finding {
  const { ok, warning } = about('containerInsights', cluster);
  if (metrics.some(({ containers }) => Object.keys(containers).length > 0)) return ok('Single containers are seen.');
  if (metrics.some(({ reserved }) => reserved !== undefined))
    return warning('Standard: single containers are not seen.', `${ENHANCED}, or ${FILTERS}; ${UNTIL}`);
  if (metrics.some(({ cpu }) => hasPoints(cpu.average)))
    return warning('Off: single containers are not seen.', `${ENHANCED}; ${UNTIL}`);
  return warning(
    'No metric of the last day, so it cannot be told.',
    'Nothing is sized without data: is a task running?',
  );
}

/** Whether memory kills are recorded here: where they are not, memory is not shrunk. */
export function recorderFindings(place: string, examined: readonly Examined[], time: number): readonly Finding[] {
  const { ok, warning } = about('memoryKills', place);
  const metrics = metricsOf(examined);
  if (metrics.length === 0) return [];
  const last = Math.max(...metrics.map(({ killsRecordedAt = Number.NEGATIVE_INFINITY }) => killsRecordedAt));
  const hours = Math.floor((time - last) / HOUR_MILLISECONDS);
  const advice = 'Deploy the recommender there, or examples/memory-kills; until then memory is not shrunk.';
  if (last === Number.NEGATIVE_INFINITY) return [warning('The recorder gave no sign of life in four weeks.', advice)];
  if (hours > RECORDER_HOURS) return [warning(`The recorder's last sign of life is ${hours} hours old.`, advice)];
  return [ok(`The recorder's last sign of life is ${hours} hours old.`)];
}
