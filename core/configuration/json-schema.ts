import { toJsonSchema } from '@valibot/to-json-schema';
import { configurationSchema } from './schema.ts';

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
