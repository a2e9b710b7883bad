import { configuration as rawConfiguration } from 'virtual:rightsizer-configuration';
import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { Logger } from '@aws-lambda-powertools/logger';
import { parseConfiguration } from '../core/configuration/parse-configuration.ts';
import { runMetricsLine } from '../core/report/metrics.ts';
import { snsNotifier } from '../run/compose.ts';
import { type FleetResult, runFleet } from '../run/fleet/run-fleet.ts';
import { parseRunRequest } from '../run/run-request.ts';
import { assertAnswered } from '../run/run-rightsizer.ts';
import { durableHandler, durableOver } from './durable.ts';
import { readFleetEnvironment } from './environment.ts';
import { logTo } from './log.ts';

const log = logTo(new Logger({ serviceName: 'fargate-rightsizer' }));
const { region, accountId, topicArn: ownTopicArn, worker, recommender } = readFleetEnvironment();
const configuration = parseConfiguration(rawConfiguration);
const topicArn = configuration.notifications.topicArn ?? ownTopicArn;
const notifier = snsNotifier(topicArn, log);

async function recommendFleet(event: unknown, context: DurableContext) {
  const request = parseRunRequest(event, 0);
  const home = { accountId, region };
  const result = await runFleet({ configuration, request, home, durable: durableOver(context, worker), notifier });
  tellResult(result);
  assertAnswered(result);
  const { runId, totals } = result.report;
  return { runId, totals };
}

/** Under the name of the function that the schedule starts, which the alarms and the dashboard look at. */
function tellResult({ report, counts, startedAt, apiCalls }: FleetResult): void {
  const { targets: _, ...run } = report;
  log.info('run', { run });
  const options = { functionName: recommender, startedAt, endedAt: Date.now(), isWhole: true, apiCalls, counts };
  const line = runMetricsLine(report, options);
  if (line !== undefined) process.stdout.write(`${line}\n`);
}

export const handler = durableHandler(recommendFleet);
