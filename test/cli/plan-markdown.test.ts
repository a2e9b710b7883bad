import { describe, expect, it } from 'vitest';
import { planMarkdown } from '../../cli/plan-markdown.ts';
import { changedTarget, report, reportOf } from '../support/reports.ts';

const sizes = (cpuUnits: number, memoryMiB: number) => ({ task: { cpuUnits, memoryMiB }, containers: {} });

describe('a plan as Markdown', () => {
  it('is a table with totals, what must be known, and the reasons folded away', () => {
    const text = planMarkdown(
      report([
        reportOf('shop/val', { outcome: 'skipped', skipReason: 'NotDeployed', detail: 'There is no service.' }),
        changedTarget({
          running: sizes(2048, 6144),
          recommended: sizes(1024, 4096),
          holds: [{ code: 'Recorded', text: 'CPU decrease on hold.' }],
        }),
      ]),
    );
    expect(text).toBe(`| service | stage | now | recommended | change | finding | verdict | USD per month | risk |
| --- | --- | ---: | ---: | ---: | --- | --- | ---: | ---: |
| connector | production | 2048/6144 | 1024/4096 | -50%/-33% | over | act | 78.57 -> 42.53 | 1/4 |
| shop | val | - | - | - | NotDeployed | - | - | - |

**USD per month: 78.57 now, 42.53 recommended (saves 36.04), all tasks of 730 hours**

Sizes: CPU units/MiB. Risk: weeks of the window in which a peak passed the recommended size.

- connector/production is held: CPU decrease on hold.
- shop/val: There is no service.

<details>
<summary>connector/production: saves 36.04 USD a month (78.57 -> 42.53)</summary>

- 1024 CPU / 4096 MiB is the cheapest task size that holds 982 CPU / 3900 MiB.

</details>
`);
  });

  it('shows what others wrote and does not obey it', () => {
    const text = planMarkdown(
      report([
        changedTarget({
          id: 'a|b/c',
          service: 'a|b',
          stage: '`c`',
          alerts: [{ code: 'Recorded', text: '<img src=x> @team closes #1\n\n# big **bold** [link](x) a\\|b' }],
        }),
      ]),
    );
    expect(text).toMatch(/^\| a\\\|b \| \\`c\\` \|/m);
    expect(text).toContain(
      '\n- a\\|b/c: &lt;img src=x> @\u2060team closes \\#1 \\# big \\*\\*bold\\*\\* \\[link\\](x) a\\\\\\|b\n',
    );
    // Every row has the nine cells of the head: what is escaped divides none.
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.map((row) => row.split(/(?<!\\)\|/).length)).toEqual([11, 11, 11]);
  });

  it('folds nothing where there are no reasons', () => {
    const text = planMarkdown(report([reportOf('a/b')]));
    expect(text).not.toContain('<details>');
    expect(planMarkdown(report([]))).toContain('**USD per month: 0.00 now');
  });
});
