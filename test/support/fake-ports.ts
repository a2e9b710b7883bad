import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import type { OpinionAnswer } from '../../core/decision/opinion.ts';
import type { AlarmAnswer, DeploymentHistory, ScalingAnswer, ServiceDescription } from '../../core/model/service.ts';
import type { ServiceMetrics } from '../../core/model/service-metrics.ts';
import type { DocumentType, StoredDocument } from '../../core/model/stored-document.ts';
import { expectedPoints } from '../../core/model/time.ts';
import type { CostAnswer, CostQuestion } from '../../core/money/costs.ts';
import type { PriceAnswer } from '../../core/money/unit-price.ts';
import {
  type Account,
  type AlarmQuestion,
  type AlarmReader,
  type CostReader,
  type DocumentAnswers,
  DocumentExistsError,
  type DocumentStore,
  type DocumentWrite,
  type HistoryQuestion,
  type HistoryReader,
  type ListedService,
  type Log,
  type MetricReader,
  type MetricsQuestion,
  type Notifier,
  type OpinionReader,
  PortError,
  type Ports,
  type PriceReader,
  type ServiceLister,
  type ServiceQuestion,
  type ServiceReader,
  type UnreadableDocument,
} from '../../core/ports.ts';
import type { Notification } from '../../core/report/message.ts';
import { DAY_POLICY, OPEN_GATE, service, target } from './builders.ts';

type Hook<Input> = (input: Input) => void | Promise<void>;

interface Version extends StoredDocument {
  readonly type: DocumentType;
}

/** Documents with versions in memory, counted as in SSM. Hooks run around a call and may throw or write themselves. */
export class FakeDocuments implements DocumentStore {
  readonly #calls: string[];
  readonly #versions = new Map<string, Version[]>();
  /** What is said of documents that cannot be read, by name. */
  readonly unreadable = new Map<string, string>();
  beforeRead: Hook<readonly string[]> = () => undefined;
  beforeHistory: Hook<string> = () => undefined;
  beforeWrite: Hook<DocumentWrite> = () => undefined;
  /** Runs when the write is done and its answer is on the way. */
  afterWrite: Hook<DocumentWrite> = () => undefined;

  constructor(calls: string[]) {
    this.#calls = calls;
  }

  async read(names: readonly string[], signal?: AbortSignal): Promise<DocumentAnswers> {
    signal?.throwIfAborted();
    this.#calls.push(`read ${names.join(' ')}`);
    await this.beforeRead(names);
    const answers = new Map<string, StoredDocument | UnreadableDocument>();
    for (const name of names) {
      const message = this.unreadable.get(name);
      const answer = message === undefined ? this.newest(name) : ({ kind: 'unreadable', message } as const);
      if (answer !== undefined) answers.set(name, answer);
    }
    return answers;
  }

  async history(name: string): Promise<readonly StoredDocument[]> {
    this.#calls.push(`history ${name}`);
    await this.beforeHistory(name);
    return this.versions(name).toReversed();
  }

  async write(write: DocumentWrite): Promise<number> {
    this.#calls.push(`write ${write.name}`);
    await this.beforeWrite(write);
    if (!write.overwrite && this.newest(write.name) !== undefined)
      throw new DocumentExistsError(`${write.name} exists.`);
    const version = this.put(write.name, write.text, write.type);
    await this.afterWrite(write);
    return version;
  }

  /** Somebody else writes: no call is noted. */
  put(name: string, text: string, type: DocumentType = 'SecureString'): number {
    const versions = this.#versions.get(name) ?? [];
    const version = (versions.at(-1)?.version ?? 0) + 1;
    this.#versions.set(name, [...versions, { text, version, type }]);
    return version;
  }

  delete(name: string): void {
    this.#versions.delete(name);
  }

  /** Has what another store has, with all versions. */
  takeOver(other: FakeDocuments): void {
    for (const [name, versions] of other.#versions) this.#versions.set(name, versions);
  }

  /** Oldest first. */
  versions(name: string): readonly Version[] {
    return this.#versions.get(name) ?? [];
  }

  newest(name: string): Version | undefined {
    return this.versions(name).at(-1);
  }

  text(name: string): string | undefined {
    return this.newest(name)?.text;
  }
}

/** Lists the services that it was given. */
export class FakeLister implements ServiceLister {
  readonly #calls: string[];
  services: readonly ListedService[] = [];
  beforeList: Hook<string | undefined> = () => undefined;

  constructor(calls: string[]) {
    this.#calls = calls;
  }

  async list(_signal: AbortSignal, cluster?: string): Promise<readonly ListedService[]> {
    this.#calls.push(`list ${cluster ?? 'all'}`);
    await this.beforeList(cluster);
    return this.services.filter((each) => cluster === undefined || each.cluster === cluster);
  }
}

/** Says of each target what it was told, else that it runs as `service()` does. */
export class FakeServices implements ServiceReader {
  readonly #calls: string[];
  readonly answers = new Map<string, ServiceDescription | undefined>();
  beforeDescribe: Hook<readonly Target[]> = () => undefined;

  constructor(calls: string[]) {
    this.#calls = calls;
  }

  async describe(targets: readonly Target[], signal: AbortSignal): Promise<ReadonlyMap<string, ServiceDescription>> {
    this.#calls.push(`describe ${targets.map(({ id }) => id).join(' ')}`);
    await this.beforeDescribe(targets);
    signal.throwIfAborted();
    return new Map(
      targets.flatMap(({ id }) => {
        const answer = this.answers.has(id) ? this.answers.get(id) : service();
        return answer === undefined ? [] : [[id, answer] as const];
      }),
    );
  }
}

/** Percent of the task, the same at every point, for average and maximum. */
export function flatMetrics({ window }: MetricsQuestion, cpuPercent: number, memoryPercent: number): ServiceMetrics {
  const flat = (value: number) => Array.from({ length: expectedPoints(window) }, () => value);
  const series = (value: number) => ({ average: flat(value), maximum: flat(value) });
  return {
    cpu: series(cpuPercent),
    memory: series(memoryPercent),
    containers: {},
    // Somebody records memory kills; without that memory is never shrunk.
    killsRecordedAt: window.endTime,
  };
}

/** Utilization by cluster; the usual is a fifth of CPU and memory. Nothing where only more than use is asked. */
export class FakeMetrics implements MetricReader {
  readonly #calls: string[];
  readonly questions: MetricsQuestion[] = [];
  answer: (question: MetricsQuestion, signal: AbortSignal) => ServiceMetrics | Promise<ServiceMetrics> = (question) =>
    flatMetrics(question, 20, 20);

  constructor(calls: string[]) {
    this.#calls = calls;
  }

  async read(question: MetricsQuestion, signal: AbortSignal): Promise<ServiceMetrics> {
    signal.throwIfAborted();
    if (question.parts?.includes('use') === false) return { cpu: {}, memory: {}, containers: {} };
    this.#calls.push(`metrics ${question.cluster}`);
    this.questions.push(question);
    return this.answer(question, signal);
  }
}

/** No deployment in 90 days and nobody who scales, unless told otherwise. */
export class FakeHistory implements HistoryReader {
  answer: DeploymentHistory = { kind: 'known', deployments: [] };
  scaling: ScalingAnswer = { kind: 'known', policies: [] };
  readonly questions: HistoryQuestion[] = [];

  async deployments(question: HistoryQuestion): Promise<DeploymentHistory> {
    this.questions.push(question);
    return this.answer;
  }

  async scalingPolicies(_question: ServiceQuestion): Promise<ScalingAnswer> {
    return this.scaling;
  }
}

export class FakeNotifier implements Notifier {
  readonly #calls: string[];
  readonly sent: Notification[] = [];
  /** What owners were told, by topic. */
  readonly sentTo = new Map<string, Notification[]>();
  /** Throws here: the topic does not take the message. */
  beforePublish: Hook<Notification> = () => undefined;
  /** Likewise for the topic of an owner. */
  beforeTelling: Hook<string> = () => undefined;

  constructor(calls: string[]) {
    this.#calls = calls;
  }

  async publish(notification: Notification, topicArn?: string): Promise<void> {
    if (topicArn !== undefined) return this.#tell(notification, topicArn);
    this.#calls.push('publish');
    await this.beforePublish(notification);
    this.sent.push(notification);
  }

  async #tell(notification: Notification, topicArn: string): Promise<void> {
    this.#calls.push(`publish ${topicArn}`);
    await this.beforeTelling(topicArn);
    this.sentTo.set(topicArn, [...(this.sentTo.get(topicArn) ?? []), notification]);
  }
}

export interface FakeAccount extends Account {
  readonly services: FakeServices;
  readonly lister: FakeLister;
  readonly metrics: FakeMetrics;
  readonly history: FakeHistory;
  readonly documents: FakeDocuments;
  readonly opinions: FakeOpinions;
  readonly alarms: FakeAlarms;
}

/** Knows no price until it is told one. */
export class FakePrices implements PriceReader {
  readonly #calls: string[];
  answer: (region: string, signal: AbortSignal) => PriceAnswer | Promise<PriceAnswer> = () => ({
    kind: 'unavailable',
    detail: 'The Price List is not there',
  });

  constructor(calls: string[]) {
    this.#calls = calls;
  }

  async read(region: string, signal: AbortSignal): Promise<PriceAnswer> {
    this.#calls.push(`prices ${region}`);
    return this.answer(region, signal);
  }
}

/** Knows of no alarm until it is told one. */
export class FakeAlarms implements AlarmReader {
  answer: AlarmAnswer = { kind: 'known', alarms: [] };
  readonly questions: AlarmQuestion[] = [];

  async alarms(question: AlarmQuestion): Promise<AlarmAnswer> {
    this.questions.push(question);
    return this.answer;
  }
}

/** Has no opinion until it is told one. */
export class FakeOpinions implements OpinionReader {
  readonly #calls: string[];
  answer: (serviceArns: readonly string[], signal: AbortSignal) => OpinionAnswer | Promise<OpinionAnswer> = () => ({
    kind: 'known',
    byArn: new Map(),
  });

  constructor(calls: string[]) {
    this.#calls = calls;
  }

  async read(serviceArns: readonly string[], signal: AbortSignal): Promise<OpinionAnswer> {
    this.#calls.push(`opinions ${serviceArns.join(' ')}`);
    return this.answer(serviceArns, signal);
  }
}

/** Knows no costs until it is told some. */
export class FakeCosts implements CostReader {
  readonly #calls: string[];
  answer: (question: CostQuestion, signal: AbortSignal) => CostAnswer | Promise<CostAnswer> = () => ({
    kind: 'known',
    byService: new Map(),
  });

  constructor(calls: string[]) {
    this.#calls = calls;
  }

  async read(question: CostQuestion, signal: AbortSignal): Promise<CostAnswer> {
    this.#calls.push(`costs ${question.from} ${question.until}`);
    return this.answer(question, signal);
  }
}

export interface LogLine {
  readonly level: keyof Log;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>> | undefined;
}

export function recordingLog(): Log & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: keyof Log) => (message: string, data?: Readonly<Record<string, unknown>>) =>
    void lines.push({ level, message, data });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

export interface FakeWorld extends Ports {
  /** The account of targets without a role. */
  readonly home: FakeAccount;
  /** The accounts of targets with a role, by its ARN; made when first asked for. */
  accountOfRole(roleArn: string): FakeAccount;
  readonly prices: FakePrices;
  readonly costs: FakeCosts;
  readonly notifier: FakeNotifier;
  readonly log: ReturnType<typeof recordingLog>;
  /** All port calls, in order: `read /a /b`, `write /a`, `history /a`, `describe id`, `metrics cluster`, `publish`. */
  readonly calls: readonly string[];
  /** The calls that change something, since the last time this was asked. */
  changes(): readonly string[];
}

/** Accounts, a topic and a log in memory. */
export function fakeWorld(): FakeWorld {
  const calls: string[] = [];
  const accounts = new Map<string, FakeAccount>();
  const accountOfRole = (roleArn: string): FakeAccount => {
    const account = accounts.get(roleArn) ?? {
      region: 'us-east-1',
      services: new FakeServices(calls),
      lister: new FakeLister(calls),
      metrics: new FakeMetrics(calls),
      history: new FakeHistory(),
      documents: new FakeDocuments(calls),
      opinions: new FakeOpinions(calls),
      alarms: new FakeAlarms(),
    };
    accounts.set(roleArn, account);
    return account;
  };
  let seen = 0;
  return {
    home: accountOfRole(''),
    accountOfRole,
    accountOf: ({ roleArn = '' }) => accountOfRole(roleArn),
    prices: new FakePrices(calls),
    costs: new FakeCosts(calls),
    notifier: new FakeNotifier(calls),
    log: recordingLog(),
    apiCalls: () => calls.length,
    calls,
    changes() {
      const fresh = calls.slice(seen).filter((call) => call.startsWith('write ') || call === 'publish');
      seen = calls.length;
      return fresh;
    },
  };
}

/** A target of the service `connector`, sized after a day. */
export function stageTarget(stage: string, fields: Partial<Target> = {}): Target {
  return target({
    id: `connector/${stage}`,
    stage,
    cluster: `connector-${stage}-connect`,
    policy: { ...DAY_POLICY, changeGate: OPEN_GATE },
    ...fields,
  });
}

/** A configuration of these targets that looks back one day. */
export function configurationOf(...targets: readonly Target[]): Configuration {
  return {
    parameterPrefix: '/rightsizer',
    lookbackDays: 1,
    notifications: {},
    maximumShrinksPerRun: 10,
    prices: { discountPercent: 0, regions: {} },
    sources: { priceList: false, computeOptimizer: false, costExplorer: false },
    accounts: [],
    owners: {},
    taggedServices: {},
    policies: builtInPolicies,
    images: [],
    targets,
  };
}

export const refused = (what: string): PortError => new PortError(`${what}: AccessDeniedException`);

/** A hook that is refused. */
export function refusing(what: string): () => never {
  return () => {
    throw refused(what);
  };
}

/** A hook that fails for one name only. */
export function failFor(name: string, error: Error = refused(name)): Hook<DocumentWrite> {
  return (write) => {
    if (write.name === name) throw error;
  };
}
