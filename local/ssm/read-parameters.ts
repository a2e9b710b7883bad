import { createHash } from 'node:crypto';
import { AwsError, validationException } from '../wire/aws-error.ts';
import { flag, optionalNumber, optionalText, optionalTexts, requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import type { Place } from '../wire/place.ts';
import { parameterArn, parseReference } from './parameter-name.ts';
import { newestVersion, type Parameter, type ParameterStore, type ParameterVersion } from './parameter-store.ts';

/** SSM GetParameter. */
export function getParameter(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  return { Parameter: lookUp(store, context, requiredText(input, 'Name'), flag(input, 'WithDecryption')) };
}

/** SSM GetParameters: what cannot be found, version included, is listed and is no error. */
export function getParameters(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  const names = checkedNames(input);
  const found: JsonObject[] = [];
  const invalid: string[] = [];
  for (const name of new Set(names)) {
    try {
      found.push(lookUp(store, context, name, flag(input, 'WithDecryption')));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      invalid.push(name);
    }
  }
  return { Parameters: found, InvalidParameters: invalid };
}

/** SSM GetParameterHistory: oldest version first. */
export function getParameterHistory(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  const maximum = optionalNumber(input, 'MaxResults') ?? 50;
  if (!(maximum >= 1 && maximum <= 50))
    throw validationException(
      `1 validation error detected: Value '${maximum}' at 'maxResults' failed to satisfy constraint: Member must have value ${maximum < 1 ? 'greater than or equal to 1' : 'less than or equal to 50'}`,
    );
  const { names } = parseReference(context, requiredText(input, 'Name'));
  const parameter = find(store, context, names);
  const after = versionOfToken(optionalText(input, 'NextToken'));
  const left = parameter.versions.filter(({ version }) => version > after);
  const page = left.slice(0, maximum);
  const last = page.at(-1);
  return {
    Parameters: page.map((version) => describeVersion(parameter, version, flag(input, 'WithDecryption'))),
    ...(last !== undefined && left.length > page.length ? { NextToken: tokenOfVersion(last.version) } : {}),
  };
}

/** SSM DeleteParameter. */
export function deleteParameter(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  if (!store.delete(context, requiredText(input, 'Name'))) throw parameterNotFound();
  return {};
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
  if (names.length >= 1 && names.length <= 10) return names;
  throw validationException(
    `1 validation error detected: Value '[${names.join(', ')}]' at 'names' failed to satisfy constraint: Member must have length ${names.length < 1 ? 'greater than or equal to 1' : 'less than or equal to 10'}`,
  );
}

function lookUp(store: ParameterStore, place: Place, reference: string, decrypted: boolean): JsonObject {
  const { names, selector } = parseReference(place, reference);
  const parameter = find(store, place, names);
  const version = select(parameter, selector);
  return {
    Name: parameter.name,
    Type: version.type,
    Value: readValue(version, decrypted),
    Version: version.version,
    ...(selector === undefined ? {} : { Selector: selector }),
    LastModifiedDate: Date.parse(version.modifiedAt) / 1000,
    ARN: parameterArn(place, parameter.name),
    DataType: 'text',
  };
}

function find(store: ParameterStore, place: Place, names: readonly string[]): Parameter {
  for (const name of names) {
    const parameter = store.find(place, name);
    if (parameter !== undefined) return parameter;
  }
  throw parameterNotFound();
}

/** AWS sends no message with this one; SDK v3 then says "UnknownError". */
function parameterNotFound(): AwsError {
  return new AwsError('ParameterNotFound', '');
}

/** The version that `:3` names. Labels are never set here, so that no label is ever found. */
function select(parameter: Parameter, selector: string | undefined): ParameterVersion {
  if (selector === undefined) return newestVersion(parameter);
  const found = parameter.versions.find(({ version }) => `:${version}` === selector);
  if (found === undefined)
    throw new AwsError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${selector.slice(1)} of ${parameter.name}. Verify the version and try again.`,
    );
  return found;
}

function describeVersion(parameter: Parameter, version: ParameterVersion, decrypted: boolean): JsonObject {
  return {
    Name: parameter.name,
    Type: version.type,
    ...(version.type === 'SecureString' ? { KeyId: version.keyId ?? 'alias/aws/ssm' } : {}),
    LastModifiedDate: Date.parse(version.modifiedAt) / 1000,
    LastModifiedUser: `arn:aws:sts::${parameter.account}:assumed-role/local/session`,
    Description: version.description,
    Value: readValue(version, decrypted),
    AllowedPattern: version.allowedPattern,
    Version: version.version,
    Labels: [],
    Tier: version.tier,
    Policies: [],
    DataType: 'text',
  };
}

/** A SecureString without decryption looks like the ciphertext that KMS gives, and tells nothing of the value. */
function readValue(version: ParameterVersion, decrypted: boolean): string {
  if (version.type !== 'SecureString' || decrypted) return version.value;
  const digest = createHash('sha512').update(`${version.version} ${version.value}`).digest('base64');
  return `AQICAHh${digest.replaceAll('=', '')}`;
}

function tokenOfVersion(version: number): string {
  return Buffer.from(`after:${version}`).toString('base64');
}

function versionOfToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const version = /^after:(\d+)$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (version === undefined) throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
  return Number(version);
}
