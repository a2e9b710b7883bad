import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { planParams } from '../../cli/plan-params.ts';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import type { TargetReport } from '../../core/report/report.ts';
import { assessment, report, reportOf } from '../support/reports.ts';

const KEYS = { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: { app: { memory: 'appMemory' } } };
const configuration = parseConfiguration({
  services: {
    shop: {
      cluster: 'c-{stage}',
      service: 's',
      parameters: KEYS,
      stages: {
        production: { policy: 'production', alsoPublishTo: ['default'] },
        on: { policy: 'validation' },
        '1e3': { policy: 'validation' },
      },
    },
    mail: { cluster: 'd', service: 's', parameters: KEYS, stages: { production: { policy: 'production' } } },
  },
});

const sizes = (cpuUnits: number, memoryMiB: number) => ({
  task: { cpuUnits, memoryMiB },
  containers: { app: { memoryMiB } },
});

function decided(id: string, kind: 'act' | 'advise', fields: Partial<TargetReport> = {}): TargetReport {
  return reportOf(id, {
    running: sizes(1024, 2048),
    recommended: sizes(256, 512),
    evidence: {
      verdict: {
        kind,
        reasons:
          kind === 'act' ? [] : [{ code: 'RecentDeployment', daysSinceDeployment: 1, minimumDaysSinceDeployment: 3 }],
      },
      confidence: { kind: 'full', because: [] },
      resources: { cpu: assessment() },
      risk: {},
    },
    ...fields,
  });
}

/** Each YAML document as the deployment's tool would read it; a problem fails. */
function parsed(text: string): readonly unknown[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) throw new Error('no document');
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  return documents.map((document) => document.toJS());
}

describe('a plan as params of a serverless.yml', () => {
  it('has the keys of rightsizer.yml with strings, by stage and copy', () => {
    const text = planParams(report([decided('shop/production', 'act')]), configuration);
    const small = { taskCpu: '256', taskMemory: '512', appMemory: '512' };
    expect(parsed(text)).toEqual([{ params: { production: small, default: small } }]);
    expect(text).toContain('  # 1024 CPU / 2048 MiB -> 256 CPU / 512 MiB\n  production:\n    taskCpu: "256"\n');
    expect(text).not.toContain('held');
  });

  it('is one document a service, and says when something is held', () => {
    const holds = [{ code: 'Recorded', text: 'Waits.' }] as const;
    const reports = [decided('shop/production', 'act', { holds }), decided('mail/production', 'act')];
    const text = planParams(report(reports), configuration);
    expect(parsed(text)).toHaveLength(2);
    expect(text).toMatch(/^# shop: .+\n# Some of them are held: /);
    expect(text).toMatch(/\n---\n# mail: .+\n\nparams:/);
  });

  it('keeps what runs where the size is only advised, and says why', () => {
    const text = planParams(report([decided('mail/production', 'advise')]), configuration);
    expect(parsed(text)).toEqual([
      { params: { production: { taskCpu: '1024', taskMemory: '2048', appMemory: '2048' } } },
    ]);
    expect(text).toMatch(/# As it runs; advised only: 1024 CPU \/ 2048 MiB -> 256 CPU \/ 512 MiB\. \S/);
  });

  it('keeps what runs where there is no verdict, and leaves a stage out of which nothing is known', () => {
    const text = planParams(
      report([
        reportOf('shop/production', { outcome: 'skipped', skipReason: 'NotDeployed', detail: 'No\nservice.' }),
        reportOf('shop/on', { outcome: 'skipped', skipReason: 'NoData', running: sizes(256, 512) }),
      ]),
      configuration,
    );
    expect(parsed(text)).toEqual([{ params: { on: { taskCpu: '256', taskMemory: '512', appMemory: '512' } } }]);
    expect(text).toContain('# production: No sizes: No service.\n');
    expect(text).toContain('# As it runs. NoData\n');
  });

  it('keeps the names of stages that YAML would read as something else', () => {
    const reports = [decided('shop/on', 'act'), decided('shop/1e3', 'act')];
    const [document] = parsed(planParams(report(reports), configuration)) as [{ params: object }];
    expect(Object.keys(document.params)).toEqual(['on', '1e3']);
  });

  it('leaves a stage out whose shared key would need two values', () => {
    const shared = parseConfiguration({
      services: {
        mail: {
          cluster: 'd',
          service: 's',
          parameters: { task: { cpu: 'c', memory: 'm' }, containers: { a: { memory: 'x' }, b: { memory: 'x' } } },
          stages: { production: { policy: 'production' } },
        },
      },
    });
    const containers = { a: { memoryMiB: 100 }, b: { memoryMiB: 200 } };
    const running = { task: { cpuUnits: 256, memoryMiB: 512 }, containers };
    const target = reportOf('mail/production', { outcome: 'skipped', skipReason: 'NoData', running });
    expect(planParams(report([target]), shared)).toMatch(/# production: No sizes: the key x stands for numbers/);
  });
});
