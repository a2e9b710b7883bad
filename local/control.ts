import type { Answer } from './call-handler.ts';
import { readDeploymentRequest } from './ecs/deployment-request.ts';
import type { FaultRule } from './faults.ts';
import type { LocalAws } from './server.ts';

/** What people and tests ask of the server beside AWS calls. */
export type Controlled = Pick<
  LocalAws,
  'outbox' | 'calls' | 'parameters' | 'addFaults' | 'clearFaults' | 'ingestEmbeddedMetrics' | 'setNow' | 'deploy'
> & { health(): unknown };

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
