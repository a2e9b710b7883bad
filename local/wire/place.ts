import { AwsError } from './aws-error.ts';

/** Where a call lands: state is kept for each account and region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The account of documentation examples, so that nobody takes it for a real one. */
export const defaultAccount = '123456789012';
export const defaultRegion = 'us-east-1';

/** One string for a place and a name in it, usable as a key of a map. */
export function placeKey(place: Place, name: string): string {
  return `${place.account}|${place.region}|${name}`;
}

/** The access key id of an account; real ones encode the account too, but not so that a person can read it. */
export function accessKeyIdOf(account: string, kind: 'AKIA' | 'ASIA'): string {
  return `${kind}LOCAL${account}`;
}

/** The account that an access key id belongs to; a key that was not made here belongs to the default account. */
export function accountOf(accessKeyId: string): string {
  return /^(?:AKIA|ASIA)LOCAL(\d{12})$/.exec(accessKeyId)?.[1] ?? defaultAccount;
}

/** The service that a request is signed for; undefined when it is not signed. */
export function serviceOfAuthorization(authorization: string | undefined): string | undefined {
  return /Credential=[^/,\s]+\/\d{8}\/[a-z0-9-]+\/([a-z0-9-]+)\/aws4_request/.exec(authorization ?? '')?.[1];
}

/**
 * Account and region of a signed request, from `Credential=<access key>/<date>/<region>/<service>/aws4_request`.
 * The signature itself is not checked: every secret is as good as another here.
 *
 * @throws AwsError when the request is not signed
 */
export function placeOfAuthorization(authorization: string | undefined): Place {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/[a-z0-9-]+\/aws4_request/.exec(authorization ?? '');
  const [, accessKeyId, region] = scope ?? [];
  if (accessKeyId === undefined || region === undefined)
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', { status: 403 });
  return { account: accountOf(accessKeyId), region };
}
