import { configuration as rawConfiguration } from 'virtual:rightsizer-configuration';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';
import { targetMetricsLines } from '../core/report/metrics.ts';
import type { TargetReport } from '../core/report/report.ts';
import { compose, createOwnDocuments } from '../run/compose.ts';
import { answerWorkerCall } from '../run/fleet/worker.ts';
import { environment } from './environment.ts';
import { logTo } from './log.ts';
import { HARD_STOP_MILLISECONDS, type Invocation, timeLeft } from './time-left.ts';

const logger = new Logger({ serviceName: 'fargate-rightsizer' });
const log = logTo(logger);
const { region, targetMetrics, recommender } = environment;
const configuration = parseConfiguration(rawConfiguration);
const topicArn = configuration.notifications.topicArn ?? environment.topicArn;
const ports = compose({ region, log, topicArn });
const memory = createOwnDocuments(region);

async function work(event: unknown, context: Invocation, { signal: hardStop }: { readonly signal: AbortSignal }) {
  return answerWorkerCall(event, { configuration, ports, memory, show, ...timeLeft(context, hardStop) });
}

/** Where the stack asks for each target's metrics. They bear the name of the scheduled function, as the run's do. */
function show(targets: readonly TargetReport[]): void {
  if (!targetMetrics || recommender === undefined) return;
  const lines = targetMetricsLines({ dryRun: false, targets }, { functionName: recommender, endedAt: Date.now() });
  for (const line of lines) process.stdout.write(`${line}\n`);
}

export const handler = middy({ timeoutEarlyInMillis: HARD_STOP_MILLISECONDS })
  .use(injectLambdaContext(logger))
  .handler(work);
