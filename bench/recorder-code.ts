import { build } from 'esbuild';

const ROOT = new URL('..', import.meta.url).pathname;
/** How deep the code stands in the template. */
const INDENT = ' '.repeat(10);
const CODE = /(\n {8}ZipFile: \|\n)[\s\S]*?(\n {8}# End of the code\.)/;

/** The recorder of memory kills as one text, for CloudFormation, which makes an `index.js` in CommonJS of it. */
export async function recorderCode(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['handlers/record-memory-kill.ts'],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    write: false,
  });
  return outputFiles.map(({ text }) => text.trim()).join('\n');
}

/** The template of examples/target-account with this code in it. */
export function withRecorderCode(template: string, code: string): string {
  const indented = code.split('\n').map((line) => `${INDENT}${line}`);
  return template.replace(CODE, (_, before: string, after: string) => `${before}${indented.join('\n')}${after}`);
}
