import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema, jsonSchemaText, settingsTable, withSettingsTable } from '../../bench/reference.ts';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';

const reference = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
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

const root = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

it('is current in the repository: npm run schema writes it', () => {
  expect(root('rightsizer.schema.json')).toBe(jsonSchemaText());
});

it('explains every key and forbids all others', () => {
  const unexplained: string[] = [];
  const open: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties, additionalProperties } = node as Record<string, unknown>;
    if (properties !== undefined && additionalProperties !== false) open.push(path);
    for (const [key, value] of Object.entries((properties ?? {}) as object)) {
      if (!JSON.stringify(value).includes('"description"')) unexplained.push(`${path}.${key}`);
    }
    for (const [key, value] of Object.entries(node)) walk(value, `${path}.${key}`);
  };
  walk(jsonSchema(), '');
  expect({ unexplained, open }).toEqual({ unexplained: [], open: [] });
});

it('shows units, ranges and defaults to an editor', () => {
  expect(jsonSchema()).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    required: [],
    properties: {
      lookbackDays: {
        type: 'integer',
        minimum: 1,
        maximum: 62,
        default: 28,
        description: 'Days of CloudWatch data to look at; 1 to 62 days.',
      },
    },
  });
});

it('stands beside a sample that follows the rules', () => {
  const sample = root('rightsizer.example.yml');
  expect(sample.split('\n')[0]).toBe('# yaml-language-server: $schema=./rightsizer.schema.json');
  const { targets, ...rest } = parseConfiguration(parse(sample));
  expect(rest).toMatchObject({ parameterPrefix: '/rightsizer', lookbackDays: 28 });
  expect(
    targets.map(({ id, cluster, policy, mode, alsoPublishTo }) => [id, cluster, policy.name, mode, alsoPublishTo]),
  ).toEqual([
    ['connector/master', 'connector-master-connect', 'development', 'apply', ['default']],
    ['connector/val', 'connector-val-connect', 'validation', 'apply', []],
    ['connector/production', 'connector-production-connect', 'production', 'apply', []],
  ]);
  expect(targets[0]?.parameters.containers).toEqual({
    connect: { cpu: 'connectContainerCpu', memory: 'connectContainerMemory' },
    instantclient: { memory: 'instantclientContainerMemory' },
  });
});
