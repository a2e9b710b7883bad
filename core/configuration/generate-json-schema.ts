// biome-ignore lint/style/noRestrictedImports: the generator script writes the file; nothing imports it.
import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from './json-schema.ts';

writeFileSync(new URL('../../rightsizer.schema.json', import.meta.url), jsonSchemaText());
