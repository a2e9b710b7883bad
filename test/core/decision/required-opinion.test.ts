import { describe, expect, it } from 'vitest';
import type { RecommendInput } from '../../../core/decision/evidence.ts';
import type { OpinionAnswer } from '../../../core/decision/opinion.ts';
import type { TaskSize } from '../../../core/model/task-size.ts';
import {
  AGREED,
  type Case,
  codes,
  container,
  context,
  DAY,
  DAY_POLICY,
  decided,
  flat,
  NO_DATA,
  OPEN_GATE,
  parameterKeys,
  reasonOf,
  size,
} from '../../support/builders.ts';
import { known, NOT_ENROLLED, SERVICE_ARN, taking } from '../../support/opinions.ts';
import { plain } from '../../support/plain.ts';

const REQUIRED = { ...DAY_POLICY, changeGate: OPEN_GATE, secondOpinion: 'required' } as const;

/** 200 CPU units and 1,000 MiB in a task of 1024 / 4096: 256 / 2048 is found, and a second opinion required. */
function strict({ service, target, ...rest }: Case = {}): RecommendInput {
  const change = { agreement: AGREED };
  return plain({
    change,
    ...rest,
    target: { policy: REQUIRED, ...target },
    service: { serviceArn: SERVICE_ARN, ...service },
  });
}

const heard = (input: RecommendInput, opinion: OpinionAnswer) => decided({ ...input, opinion });
const applied = (input: RecommendInput, opinion: OpinionAnswer): TaskSize =>
  heard(input, opinion).applicable.sizes.task;

describe('a shrink, where the policy requires a second opinion,', () => {
  it('is applied where the other would take as little, or less', () => {
    for (const task of [size(256, 2048), size(256, 512)]) {
      const { applicable, verdict, reasons } = heard(strict(), taking(task));
      expect([applicable.sizes.task, verdict]).toEqual([size(256, 2048), { kind: 'act', reasons: [] }]);
      expect(codes(reasons)).not.toContain('SecondOpinionMissing');
    }
  });

  it('only advises where the other would take more of a resource, and says its size', () => {
    const { sizes, applicable, verdict, reasons } = heard(strict(), taking(size(512, 2048)));
    const objection = { code: 'SecondOpinionLarger', resource: 'cpu', amount: 256, size: size(512, 2048) } as const;
    expect([sizes.task, applicable.sizes.task, applicable.proposal.task]).toEqual([
      size(256, 2048),
      size(1024, 4096),
      size(256, 2048),
    ]);
    expect(verdict).toEqual({ kind: 'advise', reasons: [objection] });
    expect(reasons).toContainEqual(objection);
    // The data is good enough.
    expect(codes(reasons)).not.toContain('AdviceOnly');
    // What was agreed on is neither lost nor counted.
    expect(applicable.agreement).toEqual(AGREED);
  });

  it.each<[string, OpinionAnswer, string]>([
    ['the account is not enrolled', NOT_ENROLLED, 'NotEnrolled'],
    ['it has no recommendation', known(), 'NoOpinion'],
  ])('only advises where %s', (_, answer, because) => {
    const { applicable, verdict, reasons } = heard(strict(), answer);
    expect([applicable.sizes.task, verdict.kind]).toEqual([size(1024, 4096), 'advise']);
    expect(codes(verdict.reasons)).toEqual(['SecondOpinionMissing', 'SecondOpinionMissing']);
    expect(reasonOf(reasons, 'SecondOpinionMissing')).toMatchObject({ resource: 'cpu', because });
  });

  it('only advises where nobody asked at all', () => {
    const { applicable, reasons } = decided(strict());
    expect(applicable.sizes.task).toEqual(size(1024, 4096));
    expect(reasonOf(reasons, 'SecondOpinionMissing').because).toBe('NotAsked');
  });

  it('only advises where the other is silent about the resource', () => {
    const { reasons } = heard(strict(), taking(size(256, 2048), { silentAbout: ['memory'] }));
    const { resource, because } = reasonOf(reasons, 'SecondOpinionMissing');
    expect([resource, because]).toEqual(['memory', 'NoOpinion']);
  });

  it('is told from what deployments read, not from what runs', () => {
    const live = { task: size(256, 2048), containers: {} };
    const { applicable, verdict } = heard(strict({ live }), NOT_ENROLLED);
    expect([applicable.sizes.task, verdict.kind]).toEqual([live.task, 'act']);
    const larger = { task: size(2048, 8192), containers: {} };
    expect(applied(strict({ live: larger }), NOT_ENROLLED)).toEqual(larger.task);
  });

  it('that a maximum takes needs nobody: it is stronger', () => {
    const maximum = { maximumTaskSize: { memoryMiB: 3072 } };
    const { applicable, verdict } = heard(strict({ target: maximum }), NOT_ENROLLED);
    expect([applicable.sizes.task, verdict.kind]).toEqual([size(1024, 3072), 'advise']);
  });

  it('is no shrink without a past either', () => {
    const { change: _, ...input } = strict();
    expect(applied(input, NOT_ENROLLED)).toEqual(size(1024, 4096));
    expect(applied(input, taking(size(256, 2048)))).toEqual(size(256, 2048));
  });
});

describe('growth, where the policy requires a second opinion,', () => {
  it('passes beside a shrink that does not', () => {
    const { sizes, applicable, verdict } = heard(strict({ evidence: { cpu: flat(900) } }), taking(size(2048, 8192)));
    expect([sizes.task, applicable.sizes.task, verdict.kind]).toEqual([size(2048, 4096), size(2048, 4096), 'act']);
    const wide = strict({ service: { taskSize: size(1024, 8192) }, evidence: { cpu: flat(900) } });
    const mixed = heard(wide, taking(size(2048, 8192)));
    expect([mixed.sizes.task, mixed.applicable.sizes.task, mixed.verdict.kind]).toEqual([
      size(2048, 4096),
      size(2048, 8192),
      'advise',
    ]);
  });
});

describe('a verdict that is not to act', () => {
  it('stays, with what the second opinion lacks beside it', () => {
    const early = context({ daysSinceDeployment: 1 });
    const policy = { ...REQUIRED, minimumDaysSinceDeployment: 7 };
    const input = strict({ target: { policy }, evidence: { context: early } });
    const { applicable, verdict, reasons } = heard(input, taking(size(512, 2048)));
    expect([applicable.sizes.task, verdict.kind]).toEqual([size(1024, 4096), 'advise']);
    expect(codes(verdict.reasons)).toEqual(['RecentDeployment', 'SecondOpinionLarger']);
    expect(codes(reasons).filter((code) => code === 'AdviceOnly')).toHaveLength(1);
  });

  it('stays silent: nothing shrinks', () => {
    const kills = [{ container: 'app', limitMiB: 4096, at: DAY.startTime, floorMiB: 5120 }];
    const input = strict({
      target: { parameters: parameterKeys({ app: { memory: 'm' } }) },
      service: { containers: [container('app', { memoryMiB: 4096 })] },
      evidence: { cpu: NO_DATA, memory: NO_DATA, context: context({ kills }) },
    });
    const { verdict, applicable } = heard(input, NOT_ENROLLED);
    expect([verdict.kind, applicable.sizes.task]).toEqual(['silent', size(1024, 5120)]);
    expect(codes(verdict.reasons)).not.toContain('SecondOpinionMissing');
  });
});
