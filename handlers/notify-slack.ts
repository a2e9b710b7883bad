import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { composeSlack } from '../run/compose.ts';
import { notifySlack } from '../run/notify-slack.ts';
import { readSlackEnvironment } from './environment.ts';

const logger = new Logger({ serviceName: 'fargate-rightsizer' });
const { region, webhookParameter } = readSlackEnvironment();
const ports = composeSlack(region, webhookParameter);

interface Invocation {
  getRemainingTimeInMillis(): number;
}

async function postMessages(event: unknown, context: Invocation) {
  const messageIds = await notifySlack(event, ports, () => context.getRemainingTimeInMillis());
  logger.info('posted to Slack', { messageIds });
  return { messageIds };
}

export const handler = middy().use(injectLambdaContext(logger)).handler(postMessages);
