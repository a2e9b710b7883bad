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
          running: sizes(1024, 2048),
          next: sizes(1024, 3072).task,
          recommended: sizes(512, 3072),
          monthlyUsd: { current: 36.04, next: 39.28, recommended: 24.51 },
          holds: [{ code: 'Recorded', text: 'CPU decrease on hold.' }],
        }),
      ]),
    );
    expect(text).toBe(`| service | stage | now | then | finding | a run | USD a month | risk |
| --- | --- | ---: | ---: | --- | --- | ---: | ---: |
| connector | production | 1024/2048 | 1024/3072 | over | writes | 36.04 -> 39.28 | - |
|  |  |  | 512/3072 | aim; step 1 of 2 above |  | -> 24.51 | 1.8/0.13 |
| shop | val | - | - | not deployed | skips | - | - |

**USD a month: 36.04 now, 39.28 after a run (costs 3.24 more), 24.51 at the aim (saves 11.53), all tasks of 730 hours**

Sizes: CPU units/MiB. A run: what it does or waits for. Risk: hours short of CPU/kills expected in a month at the aim.

- connector/production: CPU decrease on hold.
- shop/val: not deployed: There is no service.

<details>
<summary>CHANGED connector/production; 1024 CPU / 2048 MiB -> 1024 CPU / 3072 MiB; step 1 of 2, the aim is 512 CPU / 3072 MiB; this step costs 3.24 USD a month more (36.04 -> 39.28); the aim saves 11.53 USD a month (36.04 -> 24.51)</summary>

- 1024 CPU / 4096 MiB is the cheapest task size that holds 982 CPU / 3900 MiB.
- Now: Takes effect with the next deployment of connector to production.

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
    // Every row has the eight cells of the head: what is escaped divides none.
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.map((row) => row.split(/(?<!\\)\|/).length)).toEqual([10, 10, 10]);
  });

  it('folds nothing where there are no reasons', () => {
    const text = planMarkdown(report([reportOf('a/b')]));
    expect(text).not.toContain('<details>');
    expect(planMarkdown(report([]))).toContain('**USD a month: 0.00 now');
  });
});
