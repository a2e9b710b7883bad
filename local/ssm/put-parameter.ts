import { AwsError, validationException } from '../wire/aws-error.ts';
import { flag, objects, optionalText, requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { checkNewName } from './parameter-name.ts';
import type { ParameterStore, ParameterTier, ParameterType, ParameterVersion } from './parameter-store.ts';

const types: readonly string[] = ['String', 'StringList', 'SecureString'] satisfies ParameterType[];
const tiers: readonly string[] = ['Standard', 'Advanced', 'Intelligent-Tiering'];
const defaultKey = 'alias/aws/ssm';
const tierBytes: Readonly<Record<ParameterTier, number>> = { Standard: 4096, Advanced: 8192 };

/** SSM PutParameter. */
export function putParameter(store: ParameterStore, input: JsonObject, context: CallContext): JsonObject {
  const name = requiredText(input, 'Name');
  const value = requiredText(input, 'Value');
  checkNewName(context, name);
  checkMember('Type', optionalText(input, 'Type'), types);
  checkMember('Tier', optionalText(input, 'Tier'), tiers);
  checkValue(value);
  const before = store.find(context, name)?.versions.at(-1);
  checkOverwrite(input, before);
  const allowedPattern = optionalText(input, 'AllowedPattern') ?? before?.allowedPattern;
  checkPattern(value, allowedPattern);
  const type = chooseType(optionalText(input, 'Type'), before);
  const written: ParameterVersion = {
    version: (before?.version ?? 0) + 1,
    value,
    type,
    // A write that names no key takes the default one, whatever encrypted the version before.
    ...(type === 'SecureString' && { keyId: optionalText(input, 'KeyId') ?? defaultKey }),
    tier: chooseTier(optionalText(input, 'Tier'), value, before),
    description: optionalText(input, 'Description') ?? before?.description,
    allowedPattern,
    modifiedAt: context.now.toISOString(),
  };
  store.add(context, name, written);
  return { Version: written.version, Tier: written.tier };
}

function checkMember(field: string, value: string | undefined, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value))
    throw validationException(
      `1 validation error detected: Value '${value}' at '${field.toLowerCase()}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`,
    );
}

/**
 * "You can't include values wrapped in double brackets {{}}" (client-ssm `PutParameterRequest.Value`). Whether closing ones
 * alone pass is not documented; refused here, so that nothing of ours depends on it.
 */
function checkValue(value: string): void {
  if (value === '')
    throw validationException(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  if (value.includes('{{') || value.includes('}}'))
    throw validationException('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
}

function checkOverwrite(input: JsonObject, before: ParameterVersion | undefined): void {
  const overwrite = flag(input, 'Overwrite');
  if (overwrite && objects(input, 'Tags').length > 0)
    throw validationException(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  if (before !== undefined && !overwrite)
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
}

function chooseType(wanted: string | undefined, before: ParameterVersion | undefined): ParameterType {
  const type = wanted ?? before?.type;
  if (type === undefined) throw validationException('A parameter type is required when you create a parameter.');
  if (before !== undefined && type !== before.type)
    throw new AwsError(
      'HierarchyTypeMismatchException',
      `The type of a parameter can't be changed from ${before.type} to ${type}. Delete the parameter and create it again.`,
    );
  return type as ParameterType;
}

function chooseTier(wanted: string | undefined, value: string, before: ParameterVersion | undefined): ParameterTier {
  const bytes = Buffer.byteLength(value);
  const tier = resolveTier(wanted, bytes, before);
  if (bytes > tierBytes[tier])
    throw validationException(
      tier === 'Standard'
        ? 'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html'
        : 'Advanced tier parameters support a maximum parameter value of 8192 characters.',
    );
  return tier;
}

function resolveTier(wanted: string | undefined, bytes: number, before: ParameterVersion | undefined): ParameterTier {
  if (wanted === 'Advanced') return 'Advanced';
  if (wanted === 'Standard' && before?.tier === 'Advanced')
    throw validationException(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.",
    );
  if (before?.tier === 'Advanced') return 'Advanced';
  return wanted === 'Intelligent-Tiering' && bytes > tierBytes.Standard ? 'Advanced' : 'Standard';
}

function checkPattern(value: string, pattern: string | undefined): void {
  if (pattern === undefined || pattern === '') return;
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    throw new AwsError('InvalidAllowedPatternException', `The allowed pattern ${pattern} is no regular expression.`);
  }
  if (!expression.test(value))
    throw new AwsError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
}
