import { describe, expect, it } from 'vitest';
import { explainPlan } from '../../cli/plan-explain.ts';
import { planMarkdown } from '../../cli/plan-markdown.ts';
import { reportTable } from '../../cli/report-table.ts';
import type { SecondOpinion } from '../../core/decision/second-opinion.ts';
import { size } from '../support/builders.ts';
import { changedTarget, report } from '../support/reports.ts';

const heard = { task: size(512, 1024), current: size(2048, 6144), lookbackDays: 14 };
const differs: SecondOpinion = { kind: 'differs', because: ['Headroom'], ...heard };
const SENTENCE = 'Compute Optimizer would take 512 CPU / 1024 MiB: it leaves less headroom.';
const notEnrolled: SecondOpinion = { kind: 'none', because: 'NotEnrolled', detail: 'Not enrolled.' };
const MISSING = 'Compute Optimizer has no opinion: this account is not enrolled.';

const planOf = (...opinions: readonly SecondOpinion[]) =>
  report(opinions.map((secondOpinion, index) => changedTarget({ id: `connector/${index}`, secondOpinion })));
const timesIn = (text: string, sentence: string) => text.split(sentence).length - 1;

describe('a second opinion in a plan', () => {
  it('has a chapter of its own where the decision is explained', () => {
    expect(explainPlan(planOf(differs))).toContain(`\n  Second opinion\n    ${SENTENCE}\n`);
    expect(explainPlan(planOf(notEnrolled))).toContain(`\n  Second opinion\n    ${MISSING}\n`);
    expect(explainPlan(report([changedTarget()]))).not.toContain('Second opinion');
  });

  it('stands with the reasons in Markdown, and not in the table', () => {
    const plan = planOf(differs, differs);
    expect(timesIn(planMarkdown(plan), `\n- ${SENTENCE}\n`)).toBe(2);
    expect(reportTable(plan)).not.toContain('Compute Optimizer');
  });

  it('is said once for the run where the account has none', () => {
    const plan = planOf(notEnrolled, notEnrolled);
    expect(timesIn(reportTable(plan), MISSING)).toBe(1);
    expect(timesIn(planMarkdown(plan), `- ${MISSING}`)).toBe(1);
  });

  it('that a policy requires stands with the guards', () => {
    const code = 'SecondOpinionLarger';
    const text = 'CPU is not shrunk.';
    const reason = { code, resource: 'cpu', amount: 256, size: size(512, 1024), text } as const;
    expect(explainPlan(report([changedTarget({ reasons: [reason] })]))).toContain(
      '\n  Guards\n    CPU is not shrunk.\n',
    );
  });
});
