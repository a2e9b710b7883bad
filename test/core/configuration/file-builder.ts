import type { Configuration } from '../../../core/configuration/configuration.ts';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { ConfigurationError, type ConfigurationProblem } from '../../../core/configuration/problem.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A service that is right, with the given fields laid over it. */
export function serviceWith(fields: Fields = {}): Fields {
  return {
    cluster: 'api-{stage}',
    service: 'web',
    parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' } },
    stages: { production: null },
    ...fields,
  };
}

/** A file with the one service `api`, with the given fields of the service laid over it. */
export function fileWith(fields: Fields = {}): Fields {
  return { services: { api: serviceWith(fields) } };
}

/** A file whose service `api` has the one stage `val` with these settings. */
export function stageWith(settings: unknown): Fields {
  return fileWith({ stages: { val: typeof settings === 'object' ? { policy: 'validation', ...settings } : settings } });
}

/** What is wrong with the file; empty when it is right. */
export function problemsOf(raw: unknown): readonly ConfigurationProblem[] {
  const result = parsed(raw);
  return result instanceof ConfigurationError ? result.problems : [];
}

/** The configuration or the error; any other exception passes. */
export function parsed(raw: unknown): Configuration | ConfigurationError {
  try {
    return parseConfiguration(raw);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}
