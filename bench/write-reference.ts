import { readFileSync, writeFileSync } from 'node:fs';
import { jsonSchemaText } from '../core/configuration/json-schema.ts';
import { withSettingsTable } from '../core/configuration/settings-table.ts';

const readme = new URL('../README.md', import.meta.url);
writeFileSync(new URL('../rightsizer.schema.json', import.meta.url), jsonSchemaText());
writeFileSync(readme, withSettingsTable(readFileSync(readme, 'utf8')));
