import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';

/** What serverless.yml gives the recommend function at run time. */
export interface FunctionSettings {
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** A text, or `!If [condition, then, otherwise]`. */
type Value = string | readonly string[];

interface ServerlessFile {
  readonly functions: {
    readonly recommend: { readonly timeout: number; readonly environment: Record<string, Value> };
  };
}

/** What a deployment without parameters fills in. */
const DEFAULTS: Readonly<Record<string, string>> = { '${self:custom.targetMetrics.${param:targetMetrics}}': 'false' };

/**
 * Reads the function's timeout and environment from serverless.yml; what the deployment would fill in is taken from `deployed`, or is the default.
 *
 * @throws {Error} When a variable has no value here.
 */
export async function functionSettings(
  path: string,
  deployed: Readonly<Record<string, string>>,
): Promise<FunctionSettings> {
  const file = parseDocument(await readFile(path, 'utf8'), { logLevel: 'silent' }).toJS() as ServerlessFile;
  const { timeout, environment } = file.functions.recommend;
  const resolved = Object.entries(environment).map(([name, said]) => {
    // No condition holds in a deployment without parameters.
    const value = typeof said === 'string' ? said : (said.at(-1) ?? '');
    const text = value.startsWith('${') ? (deployed[value] ?? DEFAULTS[value]) : value;
    if (text === undefined) throw new Error(`${path}: ${name} = ${value} has no value in the demo`);
    return [name, text] as const;
  });
  return { timeoutSeconds: timeout, environment: Object.fromEntries(resolved) };
}
