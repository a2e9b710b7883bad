/** What the Lambda reads from its environment; nobody else reads process.env. */
export interface Environment {
  /** Set by Lambda. */
  readonly region: string;
  /** The stack's topic; rightsizer.yml may name another one. Absent: nothing is sent. */
  readonly topicArn?: string;
  /** Set by Lambda; absent outside of it. */
  readonly functionName?: string;
  /** Whether a run prints the metrics of each target beside its own. */
  readonly targetMetrics: boolean;
  /** The ARN, with its alias, of the function that runs a fleet; absent: this function does all by itself. */
  readonly fleetArn?: string;
  /** In a fleet the function that the schedule starts: metrics bear its name. */
  readonly recommender?: string;
}

/** What the function that posts to Slack reads beside it. */
export interface SlackEnvironment {
  readonly region: string;
  /** The name of the SecureString that holds the URL of the webhook. */
  readonly webhookParameter: string;
}

/** What the function that runs a fleet reads beside it. */
export interface FleetEnvironment extends Environment {
  /** The ARN of the function that works. */
  readonly worker: string;
  /** The account of the stack, as the ARN has it. */
  readonly accountId: string;
  readonly recommender: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** A variable that must be set is not. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads the environment. An empty variable counts as not set.
 *
 * @throws {EnvironmentError} Naming the variable.
 */
export function readEnvironment(variables: Variables): Environment {
  const region = variables.AWS_REGION ?? '';
  const topicArn = variables.TOPIC_ARN ?? '';
  const functionName = variables.AWS_LAMBDA_FUNCTION_NAME ?? '';
  const fleetArn = variables.FLEET_ARN ?? '';
  const recommender = variables.RECOMMENDER ?? '';
  if (region === '') throw new EnvironmentError('AWS_REGION is not set; Lambda sets it to the region of the function.');
  const targetMetrics = variables.TARGET_METRICS === 'true';
  return {
    region,
    targetMetrics,
    ...(topicArn !== '' && { topicArn }),
    ...(functionName !== '' && { functionName }),
    ...(fleetArn !== '' && { fleetArn }),
    ...(recommender !== '' && { recommender }),
  };
}

/**
 * Reads what the function that runs a fleet needs.
 *
 * @throws {EnvironmentError} Naming the variable.
 */
export function readFleetEnvironment(variables: Variables = process.env): FleetEnvironment {
  const worker = variables.WORKER_ARN ?? '';
  const recommender = variables.RECOMMENDER ?? '';
  const accountId = worker.split(':')[4];
  if (accountId === undefined)
    throw new EnvironmentError(`WORKER_ARN is "${worker}"; the stack sets it to the ARN of the function that works.`);
  if (recommender === '')
    throw new EnvironmentError('RECOMMENDER is not set; the stack sets it to the function that the schedule starts.');
  return { ...readEnvironment(variables), worker, accountId, recommender };
}

/**
 * Reads what the function that posts to Slack needs.
 *
 * @throws {EnvironmentError} Naming the variable.
 */
export function readSlackEnvironment(variables: Variables = process.env): SlackEnvironment {
  const webhookParameter = variables.SLACK_WEBHOOK_PARAMETER ?? '';
  if (webhookParameter === '')
    throw new EnvironmentError('SLACK_WEBHOOK_PARAMETER is not set; the stack sets it to the name of a SecureString.');
  return { region: readEnvironment(variables).region, webhookParameter };
}

export const environment: Environment = readEnvironment(process.env);
