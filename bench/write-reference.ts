import { readFileSync, writeFileSync } from 'node:fs';
import { jsonSchemaText } from '../core/configuration/json-schema.ts';
import { withSettingsTable } from '../core/configuration/settings-table.ts';

const reference = new URL('../docs/configuration.md', import.meta.url);
writeFileSync(new URL('../rightsizer.schema.json', import.meta.url), jsonSchemaText());
writeFileSync(reference, withSettingsTable(readFileSync(reference, 'utf8')));
