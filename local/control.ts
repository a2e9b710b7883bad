import type { Answer, Call } from './call-handler.ts';
import { type DeploymentRequest, readDeploymentRequest } from './ecs/running-services.ts';
import type { FaultRule } from './faults.ts';
import type { Delivery } from './sns/publish.ts';
import type { PlainParameter } from './ssm/parameter-store.ts';

/** What people and tests ask of the server beside AWS calls. */
export interface Controlled {
  health(): unknown;
  outbox(): readonly Delivery[];
  calls(): readonly Call[];
  /** @throws TypeError for a rule that could never fire */
  addFaults(rules: readonly FaultRule[]): void;
  clearFaults(): void;
  /** Newest versions, in plain text. */
  parameters(): readonly PlainParameter[];
  /** Takes what a Lambda printed, for the default account and region. */
  ingestEmbeddedMetrics(text: string): void;
  /** Stops the clock at a time; null gives the clock of the options back. */
  setNow(now: Date | null): void;
  /**
   * Makes a deployment of a service in any account and region begin now: ECS, its history and the metrics follow.
   *
   * @throws TypeError when there is no such service or container, or another deployment of it is not over
   */
  deploy(request: DeploymentRequest): void;
}

type Route = (server: Controlled, body: string) => unknown;

export const controlPrefix = '/_local/';

const routes: Readonly<Record<string, Route>> = {
  'GET /_local/health': (server) => server.health(),
  'GET /_local/outbox': (server) => server.outbox(),
  'GET /_local/calls': (server) => server.calls(),
  'GET /_local/parameters': (server) => server.parameters(),
  'POST /_local/faults': (server, body) => server.addFaults(readFaults(body)),
  'DELETE /_local/faults': (server) => server.clearFaults(),
  'POST /_local/embedded-metrics': (server, body) => server.ingestEmbeddedMetrics(body),
  'POST /_local/now': (server, body) => server.setNow(readNow(body)),
  'POST /_local/deployments': (server, body) => server.deploy(readDeploymentRequest(body)),
};

/** Answers a request under `/_local/`: what it asked for as JSON, or `{"error":…}`. */
export function handleControl(server: Controlled, method: string, path: string, body: string): Answer {
  const key = `${method} ${path}`;
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (route === undefined) return json(404, { error: `No ${key}; there is ${Object.keys(routes).join(', ')}` });
  try {
    return json(200, route(server, body) ?? {});
  } catch (error) {
    // Only the readers of bodies and the check of rules throw here.
    return json(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function readFaults(body: string): readonly FaultRule[] {
  const rules: unknown = JSON.parse(body);
  if (!Array.isArray(rules)) throw new TypeError('Expected a list of fault rules.');
  return rules;
}

function readNow(body: string): Date | null {
  const { now }: { now?: unknown } = JSON.parse(body);
  if (now === null) return null;
  const date = new Date(String(now));
  if (Number.isNaN(date.getTime())) throw new TypeError('Expected {"now": ISO time or null}.');
  return date;
}
