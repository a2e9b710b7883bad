const CONNECTION_TIMEOUT_MILLISECONDS = 3000;
export const REQUEST_TIMEOUT_MILLISECONDS = 10_000;

/** What every client is made with. @param version - The program's, for the user agent. */
export function clientSettings(region: string, version: string) {
  return {
    region,
    maxAttempts: 5,
    retryMode: 'adaptive',
    customUserAgent: [['fargate-rightsizer', version]] satisfies [string, string][],
    requestHandler: timeouts(REQUEST_TIMEOUT_MILLISECONDS),
  };
}

export function timeouts(requestTimeout: number) {
  // Without the last one the SDK only warns about a request that takes too long, and waits on.
  return { connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS, requestTimeout, throwOnRequestTimeout: true };
}
