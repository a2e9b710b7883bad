import {
  GetParameterHistoryCommand,
  GetParametersCommand,
  type Parameter,
  type ParameterHistory,
  PutParameterCommand,
  type PutParameterCommandInput,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { batchesOf, sideBySide } from '../core/model/side-by-side.ts';
import { anewAdvice, type StoredDocument } from '../core/model/stored-document.ts';
import {
  type DocumentAnswers,
  DocumentExistsError,
  type DocumentStore,
  type DocumentWrite,
  PortError,
} from '../core/ports.ts';
import { type Clock, Pace, retryThrottled, systemClock } from './pace.ts';
import { allPages } from './pages.ts';
import { asDocumented, errorName, type PortCall, portCall, portError, unlessError } from './port-call.ts';

/** GetParameters takes ten names: client-ssm `GetParametersRequest`, 2026-11-22. */
const NAMES_PER_CALL = 10;
/** GetParameterHistory gives at most fifty versions a page: client-ssm `GetParameterHistoryRequest.MaxResults`. */
const VERSIONS_PER_PAGE = 50;
/** Sources disagree on PutParameter's quota; 3 a second for account and region is the lowest that AWS has stated. */
const WRITES_PER_SECOND = 3;
/** Half of the 40 reads a second that an account and region have by default: deployments read the same documents. */
const READS_PER_SECOND = 20;
const READS_SIDE_BY_SIDE = 4;

export interface SsmDocumentsOptions {
  readonly client: SSMClient;
  /** Sends each command once, without retries. */
  readonly onceClient: SSMClient;
  /** A document's KMS key; undefined: the AWS managed key. Named in every write, else an overwrite would change it. */
  readonly keyOf?: (name: string) => string | undefined;
  readonly clock?: Clock;
  /** For the jitter of pauses. */
  readonly random?: () => number;
}

/** Keeps documents as SSM parameters of the standard tier; one that a person put into the advanced tier stays there. */
export class SsmDocuments implements DocumentStore {
  readonly #options: Required<SsmDocumentsOptions>;
  readonly #pace: Pace;
  readonly #readPace: Pace;

  constructor(options: SsmDocumentsOptions) {
    const { clock = systemClock } = options;
    this.#options = { keyOf: () => undefined, random: Math.random, ...options, clock };
    this.#pace = new Pace(WRITES_PER_SECOND, clock);
    this.#readPace = new Pace(READS_PER_SECOND, clock);
  }

  async read(names: readonly string[], signal?: AbortSignal): Promise<DocumentAnswers> {
    signal?.throwIfAborted();
    const batches = batchesOf([...new Set(names)], NAMES_PER_CALL);
    const read = await sideBySide(batches, READS_SIDE_BY_SIDE, (batch) => this.#readBatch(batch, signal));
    return new Map(read.flatMap((answers) => [...answers]));
  }

  async history(name: string, signal?: AbortSignal): Promise<readonly StoredDocument[]> {
    signal?.throwIfAborted();
    const call = { operation: 'SSM GetParameterHistory', subject: name, signal };
    const versions = (await unlessError('ParameterNotFound', () => this.#readVersions(name, call))) ?? [];
    const documents = await asDocumented(call, () => versions.map((version) => toDocument(version, call)));
    return documents.sort((a, b) => b.version - a.version);
  }

  /**
   * A write goes out once. When its connection is cut, or the server fails, nobody knows whether the work was done, and
   * a second PutParameter would make a second version; so these errors go to the caller, who reads again and sees. Only
   * throttling is tried again here: a throttled write did nothing.
   */
  async write(write: DocumentWrite): Promise<number> {
    const call = { operation: 'SSM PutParameter', subject: write.name };
    const attempt = async (): Promise<number> => {
      await this.#pace.take(1);
      return this.#put(write, call);
    };
    try {
      return await retryThrottled(attempt, this.#options);
    } catch (cause) {
      const name = errorName(cause);
      if (name === 'HierarchyTypeMismatchException')
        throw new PortError(`${write.name} is not stored as ${write.type}. ${anewAdvice(write.name)}`, { cause });
      if (name !== 'ParameterAlreadyExists') throw cause;
      throw new DocumentExistsError(`${write.name} exists already.`, { cause });
    }
  }

  /**
   * One name that is denied or cannot be decrypted fails the whole call: then each is asked for by itself. Where SSM
   * does not answer in time, asking for each would only take ten times as long.
   */
  async #readBatch(names: readonly string[], signal: AbortSignal | undefined): Promise<DocumentAnswers> {
    try {
      const call = { operation: 'SSM GetParameters', subject: names.join(', '), signal };
      return await asDocumented(call, () => this.#readTogether(names, call));
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      if (names.length === 1 || errorName(error) === 'TimeoutError')
        return new Map(names.map((name) => [name, { kind: 'unreadable', message: error.message }]));
      const read: DocumentAnswers[] = [];
      for (const name of names) read.push(await this.#readBatch([name], signal));
      return new Map(read.flatMap((answers) => [...answers]));
    }
  }

  async #readTogether(names: readonly string[], call: PortCall): Promise<ReadonlyMap<string, StoredDocument>> {
    const command = new GetParametersCommand({ Names: [...names], WithDecryption: true });
    await this.#readPace.take(1, call.signal);
    const { Parameters = [], InvalidParameters = [] } = await portCall(call, (options) =>
      this.#options.client.send(command, options),
    );
    const found = new Map(Parameters.map((parameter) => [parameter.Name ?? '', toDocument(parameter, call)]));
    // Taking silence for absence would let a first run write over what is there.
    const unanswered = names.filter((name) => !found.has(name) && !InvalidParameters.includes(name));
    if (unanswered.length > 0) throw portError(call, `the answer does not mention ${unanswered.join(', ')}`);
    return found;
  }

  async #readVersions(name: string, call: PortCall): Promise<readonly ParameterHistory[]> {
    const pages = await allPages(call, async (NextToken) => {
      await this.#readPace.take(1, call.signal);
      const input = { Name: name, WithDecryption: true, MaxResults: VERSIONS_PER_PAGE, NextToken };
      return portCall(call, (options) => this.#options.client.send(new GetParameterHistoryCommand(input), options));
    });
    return pages.flatMap(({ Parameters = [] }) => Parameters);
  }

  async #put({ name, text, type, overwrite }: DocumentWrite, call: PortCall): Promise<number> {
    const KeyId = type === 'SecureString' ? this.#options.keyOf(name) : undefined;
    const input = { Name: name, Value: text, Type: type, Tier: 'Standard', Overwrite: overwrite, KeyId } as const;
    const send = (wanted: PutParameterCommandInput) =>
      portCall(call, () => this.#options.onceClient.send(new PutParameterCommand(wanted)));
    const { Version } = await send(input).catch((error: unknown) => {
      if (!isAdvanced(error)) throw error;
      return send({ ...input, Tier: 'Advanced' });
    });
    if (Version === undefined) throw portError(call, 'the answer names no version');
    return Version;
  }
}

/** A person made the parameter one of the advanced tier, which it never leaves: the refused write did nothing. */
function isAdvanced(error: unknown): boolean {
  return error instanceof PortError && error.message.includes('uses the advanced-parameter tier');
}

function toDocument(read: Parameter | ParameterHistory, call: PortCall): StoredDocument {
  const { Value: text, Version: version, Type: type } = read;
  if (text === undefined || version === undefined) throw portError(call, 'the answer lacks a value or its version');
  const tier = 'Tier' in read ? read.Tier : undefined;
  return { text, version, ...(type && { type }), ...(tier && { tier }) };
}
