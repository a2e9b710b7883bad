import type { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../core/ports.ts';

/** The Log that run/ writes to, as structured lines of the Lambda's logger. */
export function logTo(logger: Logger): Log {
  return {
    info: (message, data = {}) => logger.info(message, { ...data }),
    warn: (message, data = {}) => logger.warn(message, { ...data }),
    error: (message, data = {}) => logger.error(message, { ...data }),
  };
}
