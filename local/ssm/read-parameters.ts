import { createHash } from 'node:crypto';
import { AwsError, validationException } from '../wire/aws-error.ts';
import { flag, optionalNumber, optionalTexts, requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { paged } from '../wire/page.ts';
import { newestVersion, type Parameter, type ParameterStore, type ParameterVersion } from './parameter-store.ts';
import { parameterArn } from './put-parameter.ts';

/** The most that one call names, and the most parameters on a page. */
const mostNames = 10;
const mostVersions = 50;

/** SSM GetParameter. */
export function getParameter(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  return { Parameter: lookUp(store, input, context)(requiredText(input, 'Name')) };
}

/** SSM GetParameters: what cannot be found is listed and is no error. */
export function getParameters(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  const names = [...new Set(checkedNames(input))];
  const isThere = (name: string) => store.find(context, name) !== undefined;
  return {
    Parameters: names.filter(isThere).map(lookUp(store, input, context)),
    InvalidParameters: names.filter((name) => !isThere(name)),
  };
}

/** SSM GetParametersByPath: by name. */
export function getParametersByPath(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  const asked = requiredText(input, 'Path');
  if (!asked.startsWith('/')) throw validationException('The parameter path must begin with a slash "/".');
  const path = asked.endsWith('/') ? asked : `${asked}/`;
  const isRecursive = flag(input, 'Recursive');
  const names = store
    .newest()
    .filter(({ account, region }) => account === context.account && region === context.region)
    .map(({ name }) => name)
    .filter((name) => name.startsWith(path) && (isRecursive || !name.slice(path.length).includes('/')))
    .sort();
  const parameters = names.map(lookUp(store, input, context));
  return paged(parameters, input, { items: 'Parameters', size: pageSize(input, mostNames) });
}

/** SSM GetParameterHistory: oldest version first. */
export function getParameterHistory(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  const parameter = find(store, context, requiredText(input, 'Name'));
  const isDecrypted = flag(input, 'WithDecryption');
  const versions = parameter.versions.map((version) => ({
    ...describe(parameter.name, version, isDecrypted),
    Tier: version.tier ?? 'Standard',
    LastModifiedUser: `arn:aws:sts::${parameter.account}:assumed-role/local/session`,
  }));
  return paged(versions, input, { items: 'Parameters', size: pageSize(input, mostVersions) });
}

/** SSM DeleteParameters: what does not exist is listed and is no error. */
export function deleteParameters(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  const names = checkedNames(input);
  const deleted = new Set([...new Set(names)].filter((name) => store.delete(context, name)));
  return { DeletedParameters: [...deleted], InvalidParameters: names.filter((name) => !deleted.has(name)) };
}

/** One to ten names. */
function checkedNames(input: JsonObject): readonly string[] {
  const names = optionalTexts(input, 'Names') ?? [];
  if (names.length >= 1 && names.length <= mostNames) return names;
  throw validationException(
    `1 validation error detected: Value '[${names.join(', ')}]' at 'names' failed to satisfy constraint: Member must have length from 1 to ${mostNames}`,
  );
}

function pageSize(input: JsonObject, most: number): number {
  const size = optionalNumber(input, 'MaxResults') ?? most;
  if (size >= 1 && size <= most) return size;
  throw validationException(
    `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value from 1 to ${most}`,
  );
}

/** Describes the newest version of a parameter as the call asks for it. */
function lookUp(store: ParameterStore, input: JsonObject, context: CallContext): (name: string) => JsonObject {
  return (name) => ({
    ...describe(name, newestVersion(find(store, context, name)), flag(input, 'WithDecryption')),
    ARN: parameterArn(context, name),
  });
}

/** AWS sends no message with this error; SDK v3 then says "UnknownError". */
function find(store: ParameterStore, context: CallContext, name: string): Parameter {
  const parameter = store.find(context, name);
  if (parameter === undefined) throw new AwsError('ParameterNotFound', '');
  return parameter;
}

function describe(name: string, version: ParameterVersion, isDecrypted: boolean): JsonObject {
  return {
    Name: name,
    Type: version.type,
    Value: readValue(version, isDecrypted),
    Version: version.version,
    LastModifiedDate: Date.parse(version.modifiedAt) / 1000,
    DataType: 'text',
  };
}

/** A SecureString without decryption looks like the ciphertext that KMS gives, and tells nothing of the value. */
function readValue(version: ParameterVersion, isDecrypted: boolean): string {
  if (version.type !== 'SecureString' || isDecrypted) return version.value;
  const digest = createHash('sha512').update(`${version.version} ${version.value}`).digest('base64');
  return `AQICAHh${digest.replaceAll('=', '')}`;
}
