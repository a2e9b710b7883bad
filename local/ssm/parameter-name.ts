import { AwsError, validationException } from '../wire/aws-error.ts';
import type { Place } from '../wire/place.ts';

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
export function checkNewName(place: Place, name: string): void {
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

/** What a read asks for: `/name`, `/name:3` or `/name:label`, each also as a full ARN. */
export interface ParameterReference {
  /** More than one where the ARN does not tell whether the name begins with a slash. */
  readonly names: readonly string[];
  /** What stands behind the name, with its colon. */
  readonly selector?: string;
}

/** Reads a reference; an ARN of another account or region refers to nothing here. */
export function parseReference(place: Place, text: string): ParameterReference {
  const arn = /^arn:aws[a-z-]*:ssm:([a-z0-9-]*):(\d*):parameter(\/[^:]*)(:.+)?$/.exec(text);
  if (arn === null) {
    const [name = '', ...selector] = text.split(':');
    return selector.length === 0 ? { names: [name] } : { names: [name], selector: `:${selector.join(':')}` };
  }
  const [, region, account, name = '', selector] = arn;
  const names = region === place.region && account === place.account ? [name, name.slice(1)] : [];
  return selector === undefined ? { names } : { names, selector };
}
