import { configuration as rawConfiguration } from 'virtual:rightsizer-configuration';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';
import { type RunMetricsOptions, runMetricsLine, targetMetricsLines } from '../core/report/metrics.ts';
import { compose, createOwnDocuments, durableStarter } from '../run/compose.ts';
import { startFleet } from '../run/fleet/start-fleet.ts';
import { logReport } from '../run/log-report.ts';
import { isWhole, parseRunRequest, type RunRequest } from '../run/run-request.ts';
import { assertAnswered, type RunResult, runRightsizer } from '../run/run-rightsizer.ts';
import { environment } from './environment.ts';
import { logTo } from './log.ts';
import { HARD_STOP_MILLISECONDS, type Invocation, timeLeft } from './time-left.ts';

const logger = new Logger({ serviceName: 'fargate-rightsizer' });
const log = logTo(logger);
const configuration = parseConfiguration(rawConfiguration);
const topicArn = configuration.notifications.topicArn ?? environment.topicArn;
const memory = createOwnDocuments(environment.region);
const ports = compose({ region: environment.region, log, topicArn });

async function recommend(event: unknown, context: Invocation, { signal }: { readonly signal: AbortSignal }) {
  const startedAt = Date.now();
  const callsBefore = ports.apiCalls();
  const request = parseRunRequest(event, startedAt);
  const { fleetArn } = environment;
  if (fleetArn !== undefined && isWhole(request)) {
    return startFleet({ configuration, request, functionArn: fleetArn, starter: durableStarter(environment.region) });
  }
  const result = await runRightsizer({ configuration, request, ports, memory, ...timeLeft(context, signal) });
  logReport(result.report, log);
  assertAnswered(result);
  printMetrics(result, request, { startedAt, apiCalls: ports.apiCalls() - callsBefore });
  const { runId, totals } = result.report;
  return { runId, totals };
}

type Measured = Pick<RunMetricsOptions, 'startedAt' | 'apiCalls'>;

/** Not with console.log, in whose JSON no metric is found: see record-memory-kill.ts. */
function printMetrics({ report }: RunResult, { services, stages }: RunRequest, measured: Measured): void {
  const { functionName, targetMetrics } = environment;
  if (functionName === undefined) return;
  const isWhole = services === undefined && stages === undefined;
  const options = { functionName, ...measured, endedAt: Date.now(), isWhole };
  const lines = [runMetricsLine(report, options), ...(targetMetrics ? targetMetricsLines(report, options) : [])];
  for (const line of lines) if (line !== undefined) process.stdout.write(`${line}\n`);
}

export const handler = middy({ timeoutEarlyInMillis: HARD_STOP_MILLISECONDS })
  .use(injectLambdaContext(logger))
  .handler(recommend);
