import type { Target } from './configuration/configuration.ts';
import type { Resource } from './configuration/policy.ts';
import type { OpinionAnswer } from './decision/opinion.ts';
import type { CostAnswer, CostQuestion } from './money/costs.ts';
import type { PriceAnswer } from './money/region-prices.ts';
import type { ServiceDescription } from './service.ts';
import type { Deployment } from './usage/size-timeline.ts';
import type { RawPoints } from './usage/usage.ts';
import type { Window } from './usage/window.ts';

/** A broken call to the world outside: names the call and keeps its cause. */
export class PortError extends Error {
  override readonly name: string = 'PortError';
}

/** Tells what runs in ECS. */
export interface ServiceReader {
  /**
   * Describes the services of targets that share an account and region; every target gets an entry, by target id.
   * One that cannot be described is `failed` or `skipped` by itself and never rejects the others.
   *
   * @throws When `signal` aborts.
   */
  describe(targets: readonly Target[], signal: AbortSignal): Promise<ReadonlyMap<string, ServiceDescription>>;
}

/** Raw statistics of one resource on the grid of the window, oldest first; NaN where there is no data point. */
export interface RawSeries {
  readonly average?: RawPoints;
  readonly maximum?: RawPoints;
}

/** The metrics of one service over a window. */
export interface ServiceMetrics {
  /** Percent of the task size. */
  readonly cpu: RawSeries;
  readonly memory: RawSeries;
  /** By container, absolute: CPU units and MiB. Only containers that have at least one point. */
  readonly containers: Readonly<Record<string, { readonly cpu: RawSeries; readonly memory: RawSeries }>>;
  /** The size of one task as Container Insights saw it reserved, in CPU units and MiB; absent without Container Insights. */
  readonly reserved?: { readonly cpu: Float64Array; readonly memory: Float64Array };
  /** How many tasks were pending; absent without Container Insights. */
  readonly pending?: Float64Array;
  /** By container: the limit in MiB at which it was killed, at the points in which it was. Only containers that were. */
  readonly killedAtMiB?: Readonly<Record<string, Float64Array>>;
  /** How many tasks ran; absent without Container Insights. */
  readonly running?: Float64Array;
  /** When memory kills in this account and region were last known to be recorded, epoch milliseconds; absent: never. */
  readonly killsRecordedAt?: number;
}

export interface MetricsQuestion {
  readonly cluster: string;
  readonly service: string;
  readonly containers: readonly string[];
  readonly window: Window;
}

/** What ECS remembers of a service's deployments; `unavailable` where it keeps none (another deployment controller), or cannot be asked. */
export type DeploymentHistory =
  | { readonly kind: 'known'; readonly deployments: readonly Deployment[] }
  | { readonly kind: 'unavailable'; readonly detail: string };

/** A scaling policy of a service. */
export interface ScalingPolicy {
  readonly name: string;
  readonly kind: 'targetTracking' | 'step';
  /** The resource whose per-task utilization the policy holds; absent where it follows something else or does not say. */
  readonly resource?: Resource;
  /** Percent, for target tracking of a resource. */
  readonly targetPercent?: number;
}

/** Who scales a service; `unavailable` where that cannot be asked: then somebody may. */
export type ScalingAnswer =
  | { readonly kind: 'known'; readonly policies: readonly ScalingPolicy[] }
  | { readonly kind: 'unavailable'; readonly detail: string };

export interface ServiceQuestion {
  readonly cluster: string;
  readonly service: string;
}

export interface HistoryQuestion extends ServiceQuestion {
  /** Epoch milliseconds; absent: as far back as ECS remembers. */
  readonly since?: number;
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

/** Reads utilization. */
export interface MetricReader {
  /**
   * Reads all pages; an answer that stays incomplete is an error, never a shorter series.
   *
   * @throws {PortError} When CloudWatch refuses, or keeps answering with partial data or errors.
   */
  read(question: MetricsQuestion, signal: AbortSignal): Promise<ServiceMetrics>;
}

/** A stored document and its version. */
export interface StoredDocument {
  readonly text: string;
  readonly version: number;
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

/** `SecureString` is what the deployment's tool parses into an object; `String` is never parsed (docs/contracts.md). */
export type DocumentType = 'SecureString' | 'String';

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

/** Keeps documents with versions. */
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

/** Tells prices. */
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

/** One message in the forms that the channels of a topic want. */
export interface Notification {
  /** Under 100 characters, no line breaks. */
  readonly subject: string;
  /** By SNS protocol; `default` is always there. */
  readonly bodies: Readonly<Record<string, string>> & { readonly default: string };
}

/** Sends messages to the topic. */
export interface Notifier {
  /** @throws {PortError} When the topic does not take it. */
  publish(notification: Notification): Promise<void>;
}

/** Structured log: one line with a message and its data. Never given a secret or an environment value. */
export interface Log {
  info(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
  error(message: string, data?: Readonly<Record<string, unknown>>): void;
}

/** The adapters for one account and region. */
export interface Account {
  readonly region: string;
  readonly services: ServiceReader;
  readonly metrics: MetricReader;
  readonly history: HistoryReader;
  readonly documents: DocumentStore;
  readonly opinions: OpinionReader;
}

/** Everything a run needs from outside. */
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
