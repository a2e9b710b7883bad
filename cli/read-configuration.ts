import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import { type Configuration, ConfigurationError } from '../core/configuration/configuration.ts';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';

function problem(path: string, message: string): ConfigurationError {
  return new ConfigurationError([{ path: '', message }], path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw problem(path, missing ? 'there is no such file; --config names another one' : String(error));
  }
}

/**
 * Reads and checks a rightsizer.yml.
 *
 * @throws {ConfigurationError} With every problem of the file, or why it cannot be read.
 */
export async function readConfiguration(path: string): Promise<Configuration> {
  const text = await readText(path);
  try {
    return parseConfiguration(parse(text), path);
  } catch (error) {
    if (error instanceof YAMLParseError) throw problem(path, error.message);
    throw error;
  }
}
