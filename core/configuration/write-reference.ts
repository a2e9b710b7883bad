// biome-ignore lint/style/noRestrictedImports: the script writes the files; nothing imports it.
import { readFileSync, writeFileSync } from 'node:fs';
import { jsonSchemaText } from './json-schema.ts';
import { withSettingsTable } from './settings-table.ts';

const readme = new URL('../../README.md', import.meta.url);
writeFileSync(new URL('../../rightsizer.schema.json', import.meta.url), jsonSchemaText());
writeFileSync(readme, withSettingsTable(readFileSync(readme, 'utf8')));
