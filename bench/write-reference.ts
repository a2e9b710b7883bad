import { readFileSync, writeFileSync } from 'node:fs';
import { recorderCode, withRecorderCode } from './recorder-code.ts';
import { jsonSchemaText, withSettingsTable } from './reference.ts';

const reference = new URL('../docs/configuration.md', import.meta.url);
writeFileSync(new URL('../rightsizer.schema.json', import.meta.url), jsonSchemaText());
writeFileSync(reference, withSettingsTable(readFileSync(reference, 'utf8')));
const account = new URL('../examples/target-account/template.yml', import.meta.url);
writeFileSync(account, withRecorderCode(readFileSync(account, 'utf8'), await recorderCode()));
