import { AwsError } from './aws-error.ts';
import type { JsonObject } from './operation.ts';
import { serviceOfAuthorization } from './place.ts';
import type { Protocol, WireRequest } from './protocol.ts';

/** An operation of a REST service: where it is, and which field each part of the address holds. */
interface Route {
  readonly service: string;
  readonly operation: string;
  readonly method: string;
  /** Its groups are named after the fields that they hold. */
  readonly path: RegExp;
  /** Fields by their name in the query. */
  readonly query: Readonly<Record<string, string>>;
}

// Methods, paths and query names in dist-es/schemas/schemas_0.js of client-scheduler, read 2026-11.
const routes: readonly Route[] = [
  {
    service: 'scheduler',
    operation: 'GetSchedule',
    method: 'GET',
    path: /^\/schedules\/(?<Name>[^/]+)$/,
    query: { groupName: 'GroupName' },
  },
  {
    service: 'scheduler',
    operation: 'ListSchedules',
    method: 'GET',
    path: /^\/schedules$/,
    query: { NamePrefix: 'NamePrefix', NextToken: 'NextToken' },
  },
];

/**
 * AWS REST JSON: the service is the one that the request is signed for, method and path say the operation. Fields of an
 * address are texts, as in a form.
 */
export function restJsonProtocol(request: WireRequest): Protocol {
  const { method, url, headers } = request;
  const service = serviceOfAuthorization(headers.authorization);
  const route = routes.find(
    (each) => each.service === service && each.method === method && each.path.test(url.pathname),
  );
  return {
    service: route?.service,
    operation: route?.operation ?? `${method} ${url.pathname}`,
    contentType: 'application/json',
    readInput: () => (route === undefined ? {} : inputOf(route, url)),
    renderOutput: (output) => JSON.stringify(output),
    renderError: ({ code, message }) => ({
      body: JSON.stringify({ Message: message }),
      headers: { 'x-amzn-errortype': code },
    }),
    unknownOperation: () =>
      new AwsError('UnknownOperationException', `${method} ${url.pathname} is not known here.`, { status: 404 }),
  };
}

function inputOf({ path, query }: Route, { pathname, searchParams }: URL): JsonObject {
  const labels = Object.entries(path.exec(pathname)?.groups ?? {}).map(([field, text]) => [field, decoded(text)]);
  const asked = Object.entries(query).flatMap(([name, field]) => {
    const text = searchParams.get(name);
    return text === null ? [] : [[field, text]];
  });
  return Object.fromEntries([...labels, ...asked]);
}

function decoded(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    throw new AwsError('SerializationException', `${label} in the path cannot be read.`);
  }
}
