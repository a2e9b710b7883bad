/** What a stage of the recommender is called in AWS; serverless.yml gives these names. */
export function installationNames(stage: string) {
  const name = `rightsizer-${stage}`;
  return {
    scheduleGroup: name,
    schedule: `${name}-recommend`,
    /** Of the Lambda that the schedule starts. */
    functionName: `${name}-recommend`,
    /** Of the topic that the stack makes, unless rightsizer.yml names one. */
    topic: `${name}-changes`,
  };
}

export type InstallationNames = ReturnType<typeof installationNames>;

export interface Schedule {
  readonly arn: string;
  readonly isEnabled: boolean;
  /** E.g. `cron(0 6 * * ? *)`. */
  readonly expression: string;
  readonly timeZone: string;
  readonly targetArn: string;
}

export interface ScheduleReader {
  /** Undefined when there is none. @throws {PortError} When EventBridge Scheduler cannot be asked. */
  find(group: string, name: string): Promise<Schedule | undefined>;
  /** The names of all schedules that begin like this, of any group; empty when there are none. @throws {PortError} */
  namesWithPrefix(prefix: string): Promise<readonly string[]>;
}

/** Who gets the messages of a topic. An address is as AWS tells it: never print it as it is. */
export interface Subscription {
  readonly protocol: string;
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

export interface TopicFacts {
  /** The key that encrypts it: an id, an alias or an ARN, as somebody wrote it; absent: none of the account's. */
  readonly kmsKeyId?: string;
}

export interface TopicReader {
  /** The topic; undefined when there is none. @throws {PortError} When SNS cannot be asked. */
  find(topicArn: string): Promise<TopicFacts | undefined>;
  /** Its subscriptions, without those that were deleted; empty when there are none. @throws {PortError} */
  subscriptions(topicArn: string): Promise<readonly Subscription[]>;
}
