/** What the Lambda reads from its environment; nobody else reads process.env. */
export interface Environment {
  /** Set by Lambda. */
  readonly region: string;
  /** The stack's topic; rightsizer.yml may name another one. Absent: nothing is sent. */
  readonly topicArn?: string;
}

/** A variable that must be set is not. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads the environment. An empty variable counts as not set.
 *
 * @throws {EnvironmentError} Naming the variable.
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const region = variables.AWS_REGION ?? '';
  const topicArn = variables.TOPIC_ARN ?? '';
  if (region === '') throw new EnvironmentError('AWS_REGION is not set; Lambda sets it to the region of the function.');
  return { region, ...(topicArn !== '' && { topicArn }) };
}

export const environment: Environment = readEnvironment(process.env);
