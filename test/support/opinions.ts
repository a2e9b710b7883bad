import type { Opinion, OpinionAnswer } from '../../core/decision/opinion.ts';
import type { TaskSize } from '../../core/model/task-size.ts';
import { size } from './builders.ts';

export const SERVICE_ARN = 'arn:aws:ecs:us-east-1:111122223333:service/connector-production-connect/kafka-connect';

/** A service of 2048 / 6144 is too large by two weeks, with the given fields laid over it. */
export function opinion(fields: Partial<Opinion> = {}): Opinion {
  return {
    serviceArn: SERVICE_ARN,
    finding: 'Overprovisioned',
    findingReasonCodes: ['CPUOverprovisioned', 'MemoryOverprovisioned'],
    current: size(2048, 6144),
    silentAbout: [],
    lookbackDays: 14,
    ...fields,
  };
}

/** The answer of an account in which this is the only opinion. */
export function known(fields: Partial<Opinion> = {}): OpinionAnswer {
  return { kind: 'known', byArn: new Map([[SERVICE_ARN, opinion(fields)]]) };
}

/** It would take this size. */
export function taking(task: TaskSize, fields: Partial<Opinion> = {}): OpinionAnswer {
  return known({ task, ...fields });
}

export const NOT_ENROLLED: OpinionAnswer = {
  kind: 'unavailable',
  because: 'NotEnrolled',
  detail: 'This account is not enrolled in Compute Optimizer.',
};
