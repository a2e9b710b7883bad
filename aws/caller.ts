import { lookup } from 'node:dns/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { partition } from '@aws-sdk/core/client';
import { PortError } from '../core/ports.ts';
import { limited } from './body-limit.ts';
import { portCall } from './port-call.ts';

/** A region for calls that every region answers alike. */
const ANY_REGION = 'us-east-1';
const NO_CREDENTIALS =
  'No AWS credentials: name a profile with --profile or AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';

/** The region of the profile's file; undefined where it names none. */
export async function regionOfProfile(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return undefined;
  }
}

/** Who asks: whose credentials they are. In a file of its own, so that no Lambda's bundle has its client. */
export function callerIn(region = ANY_REGION) {
  const client = limited(new STSClient({ region, maxAttempts: 2 }));
  return {
    /** @throws {PortError} In one sentence, when there are no credentials. */
    async checkCredentials(profile: string | undefined): Promise<void> {
      try {
        await client.config.credentials();
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        const text = profile === undefined ? NO_CREDENTIALS : `No AWS credentials from the profile ${profile}: ${why}`;
        throw new PortError(text, { cause });
      }
    },
    /** The number of the account. @throws {PortError} When it cannot be told. */
    async account(): Promise<string | undefined> {
      const call = { operation: 'STS GetCallerIdentity', subject: 'the credentials' };
      return (await portCall(call, () => client.send(new GetCallerIdentityCommand({})))).Account;
    },
  };
}

/**
 * Whether a region exists: the SDK lists it, or, where it is younger than the SDK, its endpoint has an address.
 *
 * @example isRegion('us-east-9') // false
 */
export async function isRegion(region: string): Promise<boolean> {
  const { dnsSuffix, ...known } = partition(region);
  if ('description' in known) return true;
  return lookup(`ecs.${region}.${dnsSuffix}`).then(
    () => true,
    () => false,
  );
}
