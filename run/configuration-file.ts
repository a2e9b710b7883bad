import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { loadAll, YAMLException } from 'js-yaml';
import type { Configuration } from '../core/configuration/configuration.ts';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';
import { ConfigurationError } from '../core/configuration/problem.ts';

/** A rightsizer.yml: as plain data, and checked. */
export interface ConfigurationFile {
  readonly content: unknown;
  readonly configuration: Configuration;
}

/** The path as people typed it, or would. */
function sourceName(path: string): string {
  const short = relative('', path);
  return short.startsWith('..') ? path : short;
}

async function readText(path: string, source: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const message = missing
      ? 'the file does not exist ("rightsizer init" writes one; RIGHTSIZER_CONFIG names one elsewhere)'
      : `the file cannot be read (${String(cause)})`;
    throw new ConfigurationError([{ path: '', message }], source);
  }
}

/** The content of a file with one document; undefined where there is none. */
function parseYaml(text: string, source: string): unknown {
  try {
    const documents = loadAll(text);
    if (documents.length <= 1) return documents[0];
    const message = `has ${documents.length} documents with "---" between them; it must be one`;
    throw new ConfigurationError([{ path: '', message }], source);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { mark, reason } = error;
    const path = mark === undefined ? '' : `line ${mark.line + 1}, column ${mark.column + 1}`;
    throw new ConfigurationError([{ path, message: reason }], source);
  }
}

/**
 * Reads and checks a rightsizer.yml. The one place that parses YAML: the bundler gives the Lambda plain JSON.
 *
 * @throws {ConfigurationError} With every problem, when the file cannot be read, is no YAML, or is refused.
 */
export async function readConfigurationFile(path: string): Promise<ConfigurationFile> {
  const source = sourceName(path);
  return parseConfigurationText(await readText(path, source), source);
}

/** The same of a text. @throws {ConfigurationError} With every problem. */
export function parseConfigurationText(text: string, source: string): ConfigurationFile {
  const content = parseYaml(text, source);
  return { content, configuration: parseConfiguration(content, source) };
}
