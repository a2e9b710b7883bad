import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { configurationSchema } from '../core/configuration/schema.ts';
import { type About, BUILT_IN_POLICIES } from '../core/configuration/setting.ts';

/** As much of a valibot schema as says what is inside it. */
interface Shape {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly key?: Shape;
  readonly value?: Shape;
  readonly item?: Shape;
  readonly wrapped?: Shape;
  readonly default?: unknown;
}

/** One line of the table: the places of a setting, what holds when it is not said, and its sentence. */
interface Row {
  readonly keys: string[];
  readonly otherwise: string;
  readonly meaning: string;
}

/** Where a part of the file stands, and what wraps its schema. */
interface Place {
  readonly key: string;
  readonly whole: Shape;
}

const BEGIN = '<!-- settings: npm run schema writes this table -->';
const END = '<!-- /settings -->';
/** What makes a stage's key of its service's. */
const STAGE = '.stages.<stage>';

/**
 * The table of all settings, in Markdown: a row for each, from the same source as the checks. A setting that stands in
 * several places has one row.
 *
 * @example settingsTable().split('\n')[0] // '| key | default | meaning |'
 */
export function settingsTable(): string {
  const rows = new Map<Shape, Row>();
  collect(configurationSchema, { key: '', whole: configurationSchema }, rows);
  const lines = [...rows.values()].map(({ keys, otherwise, meaning }) => {
    const names = keys.map((key) => `\`${key}\``).join(', ');
    return `| ${names} | ${otherwise} | ${meaning.replaceAll('<', '&lt;')} |`;
  });
  return ['| key | default | meaning |', '| --- | --- | --- |', ...lines].join('\n');
}

/**
 * A document with the table between its two markers replaced; a document without them stays as it is.
 *
 * @example withSettingsTable('# Title') // '# Title'
 */
export function withSettingsTable(document: string): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  return after === undefined ? document : `${before}${BEGIN}\n${settingsTable()}\n${END}${after}`;
}

function collect(shape: Shape, { key, whole }: Place, rows: Map<Shape, Row>): void {
  addRow(shape, { key, whole }, rows);
  if (shape.wrapped !== undefined) collect(shape.wrapped, { key, whole }, rows);
  const inner = (name: string) => (key === '' ? name : `${key}.${name}`);
  for (const [name, entry] of Object.entries(shape.entries ?? {})) {
    collect(entry, { key: inner(name), whole: entry }, rows);
  }
  if (shape.value !== undefined) collect(shape.value, { key: inner(`<${nameOf(key)}>`), whole: shape.value }, rows);
  if (shape.item?.entries !== undefined) collect(shape.item, { key: `${key}[]`, whole: shape.item }, rows);
}

function addRow(shape: Shape, { key, whole }: Place, rows: Map<Shape, Row>): void {
  const meaning = v.getDescription(shape as v.GenericSchema);
  if (meaning === undefined || key.endsWith('>')) return;
  // It is told under services.
  if (rows.has(shape) && key.startsWith('taggedServices.')) return;
  const row = rows.get(shape) ?? { keys: [], otherwise: otherwiseOf(shape, whole), meaning };
  const ofService = row.keys.indexOf(key.replace(STAGE, ''));
  if (ofService < 0) row.keys.push(key);
  else row.keys[ofService] = key.replace(STAGE, `[${STAGE}]`);
  rows.set(shape, row);
}

/** The singular of the last name of a key: `services` has a name for each service. */
function nameOf(key: string): string {
  const last = key.slice(key.lastIndexOf('.') + 1);
  return last === 'policies' ? 'policy' : last.replace(/s$/, '');
}

function otherwiseOf(shape: Shape, whole: Shape): string {
  const { otherwise, builtIn }: About = v.getMetadata(shape as v.GenericSchema);
  if (otherwise !== undefined) return otherwise;
  if (builtIn !== undefined) return perPolicy(builtIn);
  if (whole.type === 'exact_optional' || whole.type === 'nullish') return '';
  return whole.default === undefined ? 'required' : `\`${JSON.stringify(whole.default)}\``;
}

/** One value where the policies agree, else the value of each. */
function perPolicy(values: readonly unknown[]): string {
  if (new Set(values).size === 1) return `\`${values[0]}\``;
  const named = values.map((value, index) => ({ value, name: BUILT_IN_POLICIES[index] }));
  const said = named.filter(({ value }) => value !== undefined);
  return said.map(({ value, name }) => `\`${value}\` (${name})`).join(', ');
}

/**
 * The JSON Schema of rightsizer.yml for editors (draft-07), from the same source as the checks. It knows types, ranges,
 * names and defaults; what goes across several parts of the file only `parseConfiguration` checks.
 * The converter is a development dependency: nothing that is deployed may import this file.
 *
 * @example jsonSchema().title // 'rightsizer.yml'
 */
export function jsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = toJsonSchema(configurationSchema, {
    typeMode: 'input',
    target: 'draft-07',
    ignoreActions: ['check', 'metadata'],
  });
  return { $schema, title: 'rightsizer.yml', description: 'Configuration of fargate-rightsizer.', ...rest };
}

/**
 * The text of rightsizer.schema.json.
 *
 * @example jsonSchemaText().startsWith('{') // true
 */
export function jsonSchemaText(): string {
  return `${JSON.stringify(jsonSchema(), null, 2)}\n`;
}
