import type { Target } from '../core/configuration/configuration.ts';
import type { RunningService } from '../core/model/service.ts';
import type { Window } from '../core/model/time.ts';
import type { MetricsQuestion } from '../core/ports.ts';

/** `kafka` of `arn:aws:ecs:eu-central-1:123456789012:task-definition/kafka:7`. */
function familyOf(taskDefinitionArn: string): string {
  return taskDefinitionArn.replace(/^.*\//, '').replace(/:\d+$/, '');
}

/** What is asked of CloudWatch about a service and its containers. */
export function metricsQuestion(
  { cluster, ecsService, containerMetrics }: Target,
  { containers, taskDefinitionArn }: RunningService,
  window: Window,
): MetricsQuestion {
  return {
    cluster,
    service: ecsService,
    containers: containers.map(({ name }) => name),
    ...(containerMetrics === 'filters' && { filteredFamily: familyOf(taskDefinitionArn) }),
    window,
  };
}
