import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { type Configuration, ConfigurationError } from '../core/configuration/configuration.ts';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';

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
    const message = missing ? 'the file does not exist' : `the file cannot be read (${String(cause)})`;
    throw new ConfigurationError([{ path: '', message }], source);
  }
}

function parseYaml(text: string, source: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings].map(({ message, pos }) => {
    const { line, col } = lineCounter.linePos(pos[0]);
    return { path: `line ${line}, column ${col}`, message };
  });
  if (problems.length > 0) throw new ConfigurationError(problems, source);
  return document.toJS();
}

/**
 * Reads and checks a rightsizer.yml. The one place that parses YAML: the Lambda gets the content as plain JSON from the bundler.
 *
 * @throws {ConfigurationError} With every problem, when the file cannot be read, is no YAML, or is refused.
 */
export async function readConfigurationFile(path: string): Promise<ConfigurationFile> {
  const source = sourceName(path);
  const content = parseYaml(await readText(path, source), source);
  return { content, configuration: parseConfiguration(content, source) };
}
