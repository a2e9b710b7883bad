import type { Target } from './configuration/configuration.ts';
import type { OpinionAnswer } from './decision/opinion.ts';
import type { AlarmAnswer, DeploymentHistory, ScalingAnswer, ServiceDescription } from './model/service.ts';
import type { MetricPart, ServiceMetrics } from './model/service-metrics.ts';
import type { DocumentType, StoredDocument } from './model/stored-document.ts';
import type { Window } from './model/time.ts';
import type { CostAnswer, CostQuestion } from './money/costs.ts';
import type { PriceAnswer } from './money/unit-price.ts';
import type { Notification } from './report/message.ts';

/** A broken call to the world outside: names the call and keeps its cause. */
export class PortError extends Error {
  override readonly name: string = 'PortError';
}

export interface ServiceReader {
  /**
   * Describes the services of targets that share an account and region; every target gets an entry, by target id.
   * One that cannot be described is `failed` or `skipped` by itself and never rejects the others.
   *
   * @throws When `signal` aborts.
   */
  describe(targets: readonly Target[], signal: AbortSignal): Promise<ReadonlyMap<string, ServiceDescription>>;
}

export interface ListedService {
  readonly cluster: string;
  readonly service: string;
  /** The number of its account, by its ARN. */
  readonly accountId?: string;
  /** CloudFormation's are among them: `aws:cloudformation:stack-name` and `aws:cloudformation:logical-id`. */
  readonly tags: Readonly<Record<string, string>>;
  /** Whether it runs on Fargate alone. */
  readonly isFargate: boolean;
  /** When the deployment began that it runs, epoch milliseconds; absent where ECS does not tell. */
  readonly runsSince?: number;
}

export interface ServiceLister {
  /**
   * The active services of the account and region, or of one cluster; of a cluster that is not there, none.
   *
   * @throws {PortError} When ECS does not tell. Otherwise when `signal` aborts.
   */
  list(signal: AbortSignal, cluster?: string): Promise<readonly ListedService[]>;
}

export interface MetricsQuestion extends ServiceQuestion {
  readonly containers: readonly string[];
  /** The task definition family for metric filters; absent: enhanced Container Insights measures the containers. */
  readonly filteredFamily?: string;
  readonly window: Window;
  /** Default: how much was used, and nothing else. */
  readonly parts?: readonly MetricPart[];
  /** Hours before the window, of which CPU's mean and the highest memory are read. */
  readonly earlier?: Window;
  /** Hours of last year, of which the same is read as amounts, where Container Insights measured them. */
  readonly lastYear?: Window;
}

export interface ServiceQuestion {
  readonly cluster: string;
  readonly service: string;
}

export interface HistoryQuestion extends ServiceQuestion {
  /** Epoch milliseconds; absent: as far back as ECS remembers. */
  readonly since?: number;
  /** The controller that deploys the service, where that is not ECS itself. */
  readonly deployedBy?: string;
  /** An earlier time, epoch milliseconds: deployments between the two are told where one size was in force at both. */
  readonly earlier?: number;
}

/** Tells how a service came to be what it is, and who else resizes it. */
export interface HistoryReader {
  /**
   * The deployments of the last 90 days, or since a time together with the one that was in force then. In any order,
   * each with the size and images it brought and, of those since then, what ran before it.
   *
   * @throws When `signal` aborts.
   */
  deployments(question: HistoryQuestion, signal: AbortSignal): Promise<DeploymentHistory>;
  /** @throws When `signal` aborts. */
  scalingPolicies(question: ServiceQuestion, signal: AbortSignal): Promise<ScalingAnswer>;
}

/** @param at - The end of the run's window: alarms are read once for each. */
export interface AlarmQuestion extends ServiceQuestion {
  readonly at: number;
}

export interface AlarmReader {
  /** `unavailable` where they cannot be asked. @throws When `signal` aborts. */
  alarms(question: AlarmQuestion, signal: AbortSignal): Promise<AlarmAnswer>;
}

export interface MetricReader {
  /**
   * Reads all pages; an answer that stays incomplete is an error, never a shorter series.
   *
   * @throws {PortError} When CloudWatch refuses, or keeps answering with partial data or errors.
   */
  read(question: MetricsQuestion, signal: AbortSignal): Promise<ServiceMetrics>;
}

/** A document that is there, or may be, and could not be read or decrypted. Nobody may take it for absent. */
export interface UnreadableDocument {
  readonly kind: 'unreadable';
  /** The call, the name and the error. */
  readonly message: string;
}

/** What was read, by name; a document that does not exist has no entry. */
export type DocumentAnswers = ReadonlyMap<string, StoredDocument | UnreadableDocument>;

/**
 * The documents of an answer, for callers that need every one of them.
 *
 * @throws {PortError} When one of them is unreadable.
 */
export function allReadable(answers: DocumentAnswers): ReadonlyMap<string, StoredDocument> {
  const stored = new Map<string, StoredDocument>();
  for (const [name, answer] of answers) {
    if ('kind' in answer) throw new PortError(answer.message);
    stored.set(name, answer);
  }
  return stored;
}

export interface DocumentWrite {
  readonly name: string;
  readonly text: string;
  readonly type: DocumentType;
  /** False: somebody else must not have created it in the meantime. */
  readonly overwrite: boolean;
}

/** The document exists already, and the write was not to overwrite it. */
export class DocumentExistsError extends PortError {
  override readonly name = 'DocumentExistsError';
}

export interface DocumentStore {
  /**
   * Reads documents by name; one that does not exist has no entry, and one that cannot be read leaves the others alone.
   *
   * @throws When `signal` aborts.
   */
  read(names: readonly string[], signal?: AbortSignal): Promise<DocumentAnswers>;
  /** The kept versions of a document, newest first; empty when it does not exist. */
  history(name: string, signal?: AbortSignal): Promise<readonly StoredDocument[]>;
  /**
   * Writes a document and returns its new version.
   *
   * @throws {DocumentExistsError} When it exists and `overwrite` is false.
   */
  write(write: DocumentWrite): Promise<number>;
}

export interface PriceReader {
  /** Fargate's on-demand prices in a region; `unavailable` where it cannot tell. @throws When `signal` aborts. */
  read(region: string, signal: AbortSignal): Promise<PriceAnswer>;
}

/** Tells what Compute Optimizer thinks of the services of one account and region. */
export interface OpinionReader {
  /** Its opinions by ARN of the service; `unavailable` where it cannot be asked. @throws When `signal` aborts. */
  read(serviceArns: readonly string[], signal: AbortSignal): Promise<OpinionAnswer>;
}

/** Tells what services really cost, in the recommender's own account. */
export interface CostReader {
  /** Daily costs; `unavailable` where they cannot be told. Each page costs 0.01 USD. @throws When `signal` aborts. */
  read(question: CostQuestion, signal: AbortSignal): Promise<CostAnswer>;
}

/** Sends messages to the topic of all news, or to that of an owner. */
export interface Notifier {
  /** @throws {PortError} When the topic does not take it. */
  publish(notification: Notification, topicArn?: string): Promise<void>;
}

export interface FleetStarter {
  /**
   * Starts the one execution of a name; where it runs already, or has run, nothing more happens.
   *
   * @throws {PortError} When it cannot be started.
   */
  start(execution: { readonly functionArn: string; readonly name: string; readonly event: object }): Promise<void>;
}

/** Structured log: one line with a message and its data. Never given a secret or an environment value. */
export interface Log {
  info(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
  error(message: string, data?: Readonly<Record<string, unknown>>): void;
}

/** Where something lies; what is absent is the recommender's own. */
export type Place = Pick<Target, 'region' | 'roleArn' | 'externalId'>;

export interface Account {
  readonly region: string;
  readonly services: ServiceReader;
  readonly lister: ServiceLister;
  readonly metrics: MetricReader;
  readonly history: HistoryReader;
  readonly alarms: AlarmReader;
  readonly documents: DocumentStore;
  readonly opinions: OpinionReader;
}

export interface Ports {
  /** The account and region of a target; the same object for targets that share both. */
  accountOf(target: Target): Account;
  readonly prices: PriceReader;
  readonly costs: CostReader;
  readonly notifier: Notifier;
  readonly log: Log;
  /** How many requests were sent to AWS so far, every attempt and page by itself; a run's are the difference. */
  apiCalls(): number;
}
