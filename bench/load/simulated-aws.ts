import { CloudWatchMetrics } from '../../aws/cloudwatch-metrics.ts';
import { ecsHistory } from '../../aws/ecs-history.ts';
import { EcsReads } from '../../aws/ecs-reads.ts';
import { ecsServices } from '../../aws/ecs-services.ts';
import { serviceAlarms } from '../../aws/service-alarms.ts';
import { snsNotifier } from '../../aws/sns-notifier.ts';
import { SsmDocuments } from '../../aws/ssm-documents.ts';
import { TaskDefinitions } from '../../aws/task-definitions.ts';
import type { Log, Ports } from '../../core/ports.ts';
import { IngestedMetrics } from '../../local/cloudwatch/ingested-metrics.ts';
import { RunningServices } from '../../local/ecs/running-services.ts';
import { operationsOf } from '../../local/operations.ts';
import { Quotas } from '../../local/quotas.ts';
import type { Scenario } from '../../local/scenario.ts';
import { Outbox } from '../../local/sns/publish.ts';
import { ParameterStore } from '../../local/ssm/parameter-store.ts';
import { StateFolder } from '../../local/state-folder.ts';
import { AwsError } from '../../local/wire/aws-error.ts';
import type { JsonObject, Operations } from '../../local/wire/operation.ts';
import { TOPIC_ARN } from './fleet.ts';
import { MetricAnswers } from './metric-answers.ts';
import type { VirtualClock } from './virtual-clock.ts';

const PLACE = { account: '123456789012', region: 'us-east-1' };
/** Nobody documents how long AWS takes to answer; these are round figures of what is usual inside a region. */
const LATENCY_MILLISECONDS = { 'cloudwatch.GetMetricData': 300, others: 40 } as const;
/** As aws/clients.ts has the SDK try; writers and readers of ECS have their own way to try again. */
const ATTEMPTS = { ecs: 2, cloudwatch: 5, ssm: 5, 'application-autoscaling': 2, sns: 5, once: 1 } as const;
const PAUSE_MILLISECONDS = 200;
const LOG: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Command {
  readonly input: object;
  readonly constructor: { readonly name: string };
}

/** What the adapters are given as the SDK's client. */
interface Client {
  send(command: Command): Promise<unknown>;
}

interface Sending {
  readonly sent: object;
  readonly attempts: number;
}

/** The embedded AWS behind clients that send nothing over a socket: latencies and quotas pass on a virtual clock. */
export class SimulatedAws {
  readonly #clock: VirtualClock;
  readonly #operations: Operations;
  readonly #quotas: Quotas;
  readonly metrics = new MetricAnswers();
  /** Requests by `<service>.<operation>`, every attempt by itself. */
  readonly requests = new Map<string, number>();
  throttled = 0;

  constructor(scenario: Scenario, clock: VirtualClock) {
    const folder = new StateFolder(undefined);
    this.#clock = clock;
    this.#quotas = new Quotas(() => clock.now());
    this.#operations = operationsOf(scenario, {
      parameters: new ParameterStore(folder),
      outbox: new Outbox(folder),
      ingested: new IngestedMetrics(folder),
      services: new RunningServices(scenario.services, folder),
    });
  }

  /** The adapters of a cold start. */
  ports(): Ports {
    const [clock, random] = [this.#clock, () => 0.5];
    const reads = new EcsReads({ client: this.#client('ecs'), clock, random });
    const definitions = new TaskDefinitions(reads);
    const unavailable = async () => ({ kind: 'unavailable', because: 'NotAsked', detail: 'not asked' }) as const;
    const account = {
      region: PLACE.region,
      services: ecsServices(reads, PLACE.region, definitions),
      metrics: new CloudWatchMetrics({ client: this.#client('cloudwatch'), log: LOG, clock }),
      history: ecsHistory(reads, this.#client('application-autoscaling'), definitions),
      alarms: serviceAlarms(this.#client('cloudwatch')),
      opinions: { read: unavailable },
      lister: { list: async () => [] },
      documents: new SsmDocuments({
        client: this.#client('ssm'),
        onceClient: this.#client('ssm', ATTEMPTS.once),
        clock,
        random,
      }),
    };
    return {
      accountOf: () => account,
      prices: { read: unavailable },
      costs: { read: unavailable },
      notifier: snsNotifier(TOPIC_ARN, LOG, () => this.#client('sns')),
      log: LOG,
      apiCalls: () => this.total,
    };
  }

  get total(): number {
    return [...this.requests.values()].reduce((sum, count) => sum + count, 0);
  }

  /** As the SDK's client of this service, as far as the adapters use one. */
  #client<Sdk>(service: Exclude<keyof typeof ATTEMPTS, 'once'>, attempts: number = ATTEMPTS[service]): Sdk {
    const client: Client = {
      send: (command) => {
        const operation = `${service}.${command.constructor.name.replace(/Command$/, '')}`;
        return this.#send(operation, { sent: command.input, attempts });
      },
    };
    return client as unknown as Sdk;
  }

  async #send(operation: string, { sent, attempts }: Sending): Promise<unknown> {
    const input = toWire(sent) as JsonObject;
    const latency =
      operation === 'cloudwatch.GetMetricData' ? LATENCY_MILLISECONDS[operation] : LATENCY_MILLISECONDS.others;
    for (let attempt = 1; ; attempt += 1) {
      this.requests.set(operation, (this.requests.get(operation) ?? 0) + 1);
      await this.#clock.sleep(latency);
      if (this.#quotas.admits(operation, PLACE)) break;
      this.throttled += 1;
      if (attempt === attempts) throw named('ThrottlingException', 'Rate exceeded');
      await this.#clock.sleep(PAUSE_MILLISECONDS * 2 ** attempt);
    }
    // What the SDK does with an answer is the run's time: text to values, seconds to dates.
    return fromWire(JSON.parse(this.#clock.uncounted(() => this.#answer(operation, input))));
  }

  #answer(operation: string, input: JsonObject): string {
    const perform = this.#operations[operation];
    if (perform === undefined) throw new Error(`The embedded AWS does not know ${operation}.`);
    if (operation === 'cloudwatch.GetMetricData') return this.metrics.page(input);
    try {
      return JSON.stringify(perform(input, { ...PLACE, now: new Date(this.#clock.now()) }));
    } catch (error) {
      throw error instanceof AwsError ? named(error.code, error.message) : error;
    }
  }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** Dates as seconds. */
function toWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toWire(each)]));
}

const TIME = /(?:At|Date|Timestamps)$/;

/** Seconds as dates, by the names that AWS gives to times. */
function fromWire(value: unknown, key = ''): unknown {
  if (typeof value === 'number') return TIME.test(key) ? new Date(value * 1000) : value;
  if (Array.isArray(value)) return key === 'Values' ? value : value.map((each) => fromWire(each, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fromWire(each, name)]));
}
