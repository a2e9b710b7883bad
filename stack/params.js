import { readFile } from 'node:fs/promises';
import { loadAll } from 'js-yaml';

/** @typedef {Readonly<Record<string, unknown>>} Params by name */

/**
 * `params` of serverless.yml: those of params.yml, and before them those of the file beside the team's rightsizer.yml,
 * so that nobody edits a file of the clone. osls puts `--param` before both.
 *
 * @param {{ readonly options: { readonly param?: readonly string[] } }} osls the options of its command line
 * @returns {Promise<Record<string, Params>>} by stage
 * @throws Error for a name that no deployment knows: osls would pass over it in silence
 */
export async function params({ options }) {
  const given = paramsGiven(options.param ?? []);
  const ours = paramsIn(await readFile(new URL('params.yml', import.meta.url), 'utf8'), 'stack/params.yml');
  const { default: known = {}, ...stages } = /** @type {Record<string, Params>} */ (ours);
  refuseUnknown(given, known, '--param');
  const config = given.config ?? (process.env.RIGHTSIZER_CONFIG || String(known.config));
  const own = { ...(await paramsBeside(config, known)), config };
  const byStage = Object.entries(stages).map(([stage, values]) => [stage, { ...values, ...own }]);
  return { default: { ...known, ...own }, ...Object.fromEntries(byStage) };
}

/**
 * @param {readonly string[]} texts such as `config=../our/rightsizer.yml`; osls refuses what has no `=`
 * @returns {Readonly<Record<string, string>>}
 */
function paramsGiven(texts) {
  return Object.fromEntries(texts.map((text) => [text.split('=')[0], text.slice(text.indexOf('=') + 1).trimEnd()]));
}

/**
 * Those of `our/rightsizer.params.yml` beside `our/rightsizer.yml`; none where there is no such file.
 *
 * @param {string} config
 * @param {Params} known
 */
async function paramsBeside(config, known) {
  const path = config.replace(/(\.ya?ml)?$/, '.params.yml');
  const own = paramsIn(await textOf(path), path);
  refuseUnknown(own, known, path);
  const nested = Object.entries(own).find(([, value]) => typeof value === 'object');
  if (nested !== undefined) throw refusal(`${path}: ${nested[0]} must be a text or a number.`);
  return own;
}

/** @param {string} path */
async function textOf(path) {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw refusal(`${path}: the file cannot be read (${error}).`);
  }
}

/**
 * @param {string} text
 * @param {string} source
 * @returns {Params}
 */
function paramsIn(text, source) {
  const [content = {}] = yamlDocuments(text, source);
  const isMap = typeof content === 'object' && content !== null && !Array.isArray(content);
  if (isMap) return /** @type {Params} */ (content);
  throw refusal(`${source}: must be lines of "name: value".`);
}

/**
 * @param {string} text
 * @param {string} source
 * @returns {readonly unknown[]}
 */
function yamlDocuments(text, source) {
  try {
    return loadAll(text);
  } catch (error) {
    throw refusal(`${source}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * @param {Params} named
 * @param {Params} known
 * @param {string} source
 */
function refuseUnknown(named, known, source) {
  const unknown = Object.keys(named).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length === 0) return;
  throw refusal(`${source}: no deployment knows ${unknown.join(', ')}; there is ${Object.keys(known).join(', ')}.`);
}

/**
 * An error without a stack, which osls would print before the reader's eyes.
 *
 * @param {string} message
 */
function refusal(message) {
  return Object.assign(new Error(message), { stack: '' });
}
