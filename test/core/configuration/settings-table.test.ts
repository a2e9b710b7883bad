import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsTable, withSettingsTable } from '../../../core/configuration/settings-table.ts';

const reference = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
const rows = settingsTable().split('\n');
const rowOf = (key: string) => rows.find((row) => row.startsWith(`| \`${key}\``));

describe('the table of all settings', () => {
  it('is current in docs/configuration.md: npm run schema writes it', () => {
    expect(reference).toContain(settingsTable());
    expect(withSettingsTable(reference)).toBe(reference);
  });

  it.each([
    ['lookbackDays', '| `lookbackDays` | `28` | Days of CloudWatch data to look at; 1 to 62 days. |'],
    [
      'services.<service>[.stages.<stage>].maximumStartMinutes',
      '| `services.<service>[.stages.<stage>].maximumStartMinutes` | what its health checks allow | How long a task may take to start; 1 to 120 minutes. |',
    ],
    [
      'policies.<policy>.changeGate.cooldownDays',
      '| `policies.<policy>.changeGate.cooldownDays` | `7` (production), `3` (development), `3` (validation) | Days after any change of the sizes in which nothing shrinks; 0 to 63 days. |',
    ],
    [
      'policies.<policy>.neverAbovePolicy',
      '| `policies.<policy>.neverAbovePolicy` | `production` (development) | Never larger than the stages of the same service under this policy; null lifts a built-in limit. |',
    ],
  ])('says default, unit and bounds of %s', (key, row) => {
    expect(rowOf(key)).toBe(row);
  });

  it('has a sentence for every setting, and each setting once', () => {
    const keys = rows.slice(2).flatMap((row) => row.split(' | ')[0]?.match(/`[^`]+`/g) ?? []);
    expect(keys.length).toBeGreaterThan(60);
    expect(new Set(keys).size).toBe(keys.length);
    for (const row of rows.slice(2)) expect(row).toMatch(/\. \|$/);
  });
});

describe('a document', () => {
  it('without the markers, or with the first alone, stays as it is', () => {
    const [begin = ''] = reference.match(/<!-- settings.*-->/) ?? [];
    expect(withSettingsTable('# Title')).toBe('# Title');
    expect(withSettingsTable(`a ${begin} b`)).toBe(`a ${begin} b`);
  });

  it('keeps what stands around an outdated table', () => {
    const outdated = reference.replace('| `lookbackDays` | `28`', '| `lookbackDays` | `30`');
    expect(outdated).not.toBe(reference);
    expect(withSettingsTable(outdated)).toBe(reference);
  });
});
