import { PortError } from '../core/ports.ts';
import { VERSION } from '../core/version.ts';

const CONNECTION_TIMEOUT_MILLISECONDS = 3000;
export const REQUEST_TIMEOUT_MILLISECONDS = 10_000;

/** What every client is made with. @throws {PortError} Without a region. */
export function clientSettings(region: string | undefined) {
  if (!region) throw new PortError('No AWS region: set AWS_REGION, or `region` in rightsizer.yml.');
  return {
    region,
    maxAttempts: 5,
    retryMode: 'adaptive',
    customUserAgent: [['fargate-rightsizer', VERSION]] satisfies [string, string][],
    requestHandler: timeouts(REQUEST_TIMEOUT_MILLISECONDS),
  };
}

export function timeouts(requestTimeout: number) {
  // Without the last one the SDK only warns about a request that takes too long, and waits on.
  return { connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS, requestTimeout, throwOnRequestTimeout: true };
}
