import { AwsError, validationException } from '../wire/aws-error.ts';
import { flag, optionalNumber, optionalText, requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import type { ParameterStore } from './parameter-store.ts';
import { getParameter } from './read-parameters.ts';

/** SSM GetParametersByPath: by name, at most ten a page. */
export function getParametersByPath(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  const path = checkedPath(requiredText(input, 'Path'));
  const maximum = checkedMaximum(optionalNumber(input, 'MaxResults') ?? 10);
  const after = nameOfToken(optionalText(input, 'NextToken'));
  const left = namesBelow(store, context, { path, isRecursive: flag(input, 'Recursive') }).filter(
    (name) => name > after,
  );
  const page = left.slice(0, maximum);
  const last = page.at(-1);
  const decryption = { WithDecryption: flag(input, 'WithDecryption') };
  return {
    Parameters: page.map((Name) => getParameter(store, { Name, ...decryption }, context).Parameter),
    ...(last !== undefined && left.length > page.length ? { NextToken: tokenOfName(last) } : {}),
  };
}

interface Below {
  /** With a slash at its end. */
  readonly path: string;
  readonly isRecursive: boolean;
}

function namesBelow(store: ParameterStore, { account, region }: CallContext, { path, isRecursive }: Below) {
  return store
    .newest()
    .filter((parameter) => parameter.account === account && parameter.region === region)
    .map(({ name }) => name)
    .filter((name) => name.startsWith(path) && (isRecursive || !name.slice(path.length).includes('/')))
    .sort();
}

function checkedPath(path: string): string {
  if (path.startsWith('/')) return path.endsWith('/') ? path : `${path}/`;
  throw validationException('The parameter path must begin with a slash "/".');
}

function checkedMaximum(maximum: number): number {
  if (maximum >= 1 && maximum <= 10) return maximum;
  throw validationException(
    `1 validation error detected: Value '${maximum}' at 'maxResults' failed to satisfy constraint: Member must have value ${maximum < 1 ? 'greater than or equal to 1' : 'less than or equal to 10'}`,
  );
}

function tokenOfName(name: string): string {
  return Buffer.from(`name:${name}`).toString('base64');
}

function nameOfToken(token: string | undefined): string {
  if (token === undefined) return '';
  const name = /^name:(.+)$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (name === undefined) throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
  return name;
}
