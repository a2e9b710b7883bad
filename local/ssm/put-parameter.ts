import { AwsError, validationException } from '../wire/aws-error.ts';
import { flag, optionalText, requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import type { Place } from '../wire/place.ts';
import {
  type ParameterStore,
  type ParameterType,
  type ParameterVersion,
  parameterTypes,
  type Tier,
} from './parameter-store.ts';

/** Client-ssm `PutParameterRequest.Tier`, 2026-11-22. */
const mostBytes = { Standard: 4096, Advanced: 8192 } as const;
const defaultKey = 'alias/aws/ssm';

/** SSM PutParameter. */
export function putParameter(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  const name = requiredText(input, 'Name');
  const value = requiredText(input, 'Value');
  checkNewName(context, name);
  const before = store.find(context, name)?.versions.at(-1);
  if (before !== undefined && !flag(input, 'Overwrite'))
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  const tier = chooseTier(optionalText(input, 'Tier'), before);
  checkValue(value, tier);
  const version = (before?.version ?? 0) + 1;
  const type = chooseType(optionalText(input, 'Type'), before);
  // A write that names no key takes the default one, whatever encrypted the version before.
  const key = type === 'SecureString' ? { keyId: optionalText(input, 'KeyId') ?? defaultKey } : {};
  store.add(context, name, { version, value, type, tier, ...key, modifiedAt: context.now.toISOString() });
  return { Version: version, Tier: tier };
}

/** The ARN of a parameter: a name without a leading slash gets one. */
export function parameterArn(place: Place, name: string): string {
  return `arn:aws:ssm:${place.region}:${place.account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
}

/**
 * Checks a name that somebody wants to write.
 *
 * Rules: client-ssm `PutParameterRequest.Name` (15 levels, ARN and name 1011 characters, reserved prefixes). The texts
 * are AWS's own as far as they are known from public threads.
 *
 * @throws AwsError
 */
function checkNewName(place: Place, name: string): void {
  if (/^\/?aws/i.test(name))
    throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  if (/^\/?ssm/i.test(name) || !/^[a-zA-Z0-9_.\-/]+$/.test(name) || /\/\/|\/$/.test(name))
    throw validationException(
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  if (name.includes('/') && !name.startsWith('/'))
    throw validationException('Parameter name must be a fully qualified name.');
  if (name.split('/').filter((level) => level !== '').length > 15)
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      'A hierarchy can have a maximum of 15 levels. Choose a shorter path.',
    );
  if (parameterArn(place, name).length > 1011)
    throw validationException(
      'The maximum length constraint for the parameter name, including the full length of the parameter ARN, is 1011 characters.',
    );
}

/**
 * "You can't include values wrapped in double brackets {{}}" (client-ssm `PutParameterRequest.Value`). Whether closing
 * ones alone pass is not documented; refused here, so that nothing of ours depends on it.
 */
function checkValue(value: string, tier: Tier): void {
  if (value === '')
    throw validationException(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  if (value.includes('{{') || value.includes('}}'))
    throw validationException('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
  if (Buffer.byteLength(value) > mostBytes[tier])
    throw validationException(
      'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.',
    );
}

/** Without a tier the account's default counts: Standard; an Advanced one stays so. The text is AWS's own. */
function chooseTier(wanted: string | undefined, before: ParameterVersion | undefined): Tier {
  const tier = wanted ?? before?.tier ?? 'Standard';
  if (tier !== 'Standard' && tier !== 'Advanced') throw validationException(`The tier ${tier} is not known here.`);
  if (tier === 'Standard' && before?.tier === 'Advanced')
    throw validationException(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    );
  return tier;
}

function chooseType(wanted: string | undefined, before: ParameterVersion | undefined): ParameterType {
  const name = wanted ?? before?.type;
  if (name === undefined) throw validationException('A parameter type is required when you create a parameter.');
  const type = parameterTypes.find((each) => each === name);
  if (type === undefined) throw validationException(`The type ${name} is not known here.`);
  if (before !== undefined && type !== before.type)
    throw new AwsError(
      'HierarchyTypeMismatchException',
      `The type of a parameter can't be changed from ${before.type} to ${type}. Delete the parameter and create it again.`,
    );
  return type;
}
