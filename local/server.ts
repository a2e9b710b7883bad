import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { devNull } from 'node:os';
import { CallLog, handleCall } from './call-handler.ts';
import { parseEmbeddedMetrics } from './cloudwatch/embedded-metrics.ts';
import { IngestedMetrics } from './cloudwatch/ingested-metrics.ts';
import { type Controlled, controlPrefix, handleControl } from './control.ts';
import { RunningServices } from './ecs/running-services.ts';
import { Faults } from './faults.ts';
import { operationsOf } from './operations.ts';
import { Quotas } from './quotas.ts';
import type { Scenario } from './scenario.ts';
import { Outbox } from './sns/publish.ts';
import { ParameterStore } from './ssm/parameter-store.ts';
import { StateFolder } from './state-folder.ts';
import { accessKeyIdOf, defaultAccount, defaultRegion } from './wire/place.ts';

export type { Call } from './call-handler.ts';
export type { DeploymentRequest } from './ecs/running-services.ts';
export type { FaultName, FaultRule } from './faults.ts';
export type { Delivery } from './sns/publish.ts';
export type { PlainParameter } from './ssm/parameter-store.ts';

export interface LocalAwsOptions {
  /** Default 0: any free one. */
  readonly port?: number;
  /** Where parameters, outbox, ingested metrics and deployments outlive the server; absent means in memory only. */
  readonly stateFolder?: string;
  readonly now?: () => Date;
  readonly scenario: Scenario;
  /** Real milliseconds for the quotas of the scenario; default the machine's. Not `now`, which may stand still. */
  readonly elapsed?: () => number;
}

export interface LocalAws extends Omit<Controlled, 'health'> {
  readonly url: string;
  readonly port: number;
  /** What a client needs to talk to this server and to nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts the embedded AWS on loopback.
 *
 * @throws Error when the port is taken or the state cannot be read
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const folder = new StateFolder(options.stateFolder);
  const state = {
    parameters: new ParameterStore(folder),
    outbox: new Outbox(folder),
    ingested: new IngestedMetrics(folder),
    services: new RunningServices(options.scenario.services, folder),
  };
  const operations = operationsOf(options.scenario, state);
  const faults = new Faults(Object.keys(operations));
  const log = new CallLog();
  const closing = new AbortController();
  let fixedNow: Date | null = null;
  const now = (): Date => fixedNow ?? options.now?.() ?? new Date();

  const controlled: Controlled = {
    health: () => ({ status: 'ok', scenario: options.scenario.name, now: now().toISOString() }),
    outbox: () => state.outbox.all(),
    calls: () => log.all(),
    parameters: () => state.parameters.newest(),
    addFaults: (rules) => faults.add(rules),
    clearFaults: () => faults.clear(),
    ingestEmbeddedMetrics: (text) =>
      state.ingested.add({ account: defaultAccount, region: defaultRegion }, parseEmbeddedMetrics(text)),
    setNow: (date) => {
      fixedNow = date;
    },
    deploy: (request) => state.services.deploy(request, now()),
  };
  const quotas =
    options.scenario.quotas === 'documented' ? new Quotas(options.elapsed ?? (() => performance.now())) : undefined;
  const parts = { operations, faults, log, now, closing: closing.signal, ...(quotas && { quotas }) };
  const { port, close } = await listen(options.port ?? 0, async (request, response) => {
    const body = await readBody(request);
    const { method = 'GET', headers } = request;
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answer = url.pathname.startsWith(controlPrefix)
      ? handleControl(controlled, method, url.pathname, body)
      : await handleCall(parts, { method, url, headers, body });
    if (answer === 'cut') response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    ...controlled,
    url,
    port,
    environment: environmentFor(url),
    close: async () => {
      closing.abort();
      await close();
    },
  };
}

type Respond = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function listen(port: number, respond: Respond): Promise<{ port: number; close: () => Promise<void> }> {
  // A request that breaks off while it is read has nobody to answer to.
  const server = createServer((request, response) => void respond(request, response).catch(() => response.destroy()));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    port: address.port,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The empty files keep a person's own profiles, with their regions and endpoints, out of it. */
function environmentFor(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: defaultRegion,
    AWS_DEFAULT_REGION: defaultRegion,
    AWS_ACCESS_KEY_ID: accessKeyIdOf(defaultAccount, 'AKIA'),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
