import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema, jsonSchemaText } from '../../../core/configuration/json-schema.ts';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';

const root = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

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
