import { type ConfigurationProblem, formatPath, noSuch, type Path, problemAt, repeated } from './problem.ts';
import type { ReadableService } from './readable-parts.ts';
import type { AccountFile, OwnerFile } from './schema.ts';
import type { TargetDraft } from './target-draft.ts';
import type { StageFile } from './target-settings.ts';

/**
 * Account and region, as far as the file says them; two roles of one account lead to the same place.
 *
 * @example placeOf({ roleArn: 'arn:aws:iam::222222222222:role/a', region: 'eu-west-1' })
 * // 'aws 222222222222 eu-west-1'
 */
export function placeOf({ roleArn = '', region = '' }: Pick<StageFile, 'roleArn' | 'region'>): string {
  const [, partition = '', , , account = ''] = roleArn.split(':');
  return [partition, account, region].join(' ');
}

/** Every region of an account that stands in the list already: its services would be found twice. */
export function accountProblems(accounts: readonly AccountFile[]): ConfigurationProblem[] {
  const named = accounts.flatMap(({ regions, ...account }, index) =>
    regions.map((region, at) => ({ ...account, region, path: ['accounts', `${index}`, 'regions', `${at}`] })),
  );
  return repeated(named, placeOf).map(({ path, other, region }) =>
    problemAt(path, `is the same account and region as ${formatPath(other)}`, region),
  );
}

type Owners = Readonly<Record<string, OwnerFile>>;

/** Every service or stage whose owner `owners` does not have. */
export function ownerProblems({ path, settings, stages }: ReadableService, owners: Owners): ConfigurationProblem[] {
  const all = [{ path, settings }, ...stages];
  return all.flatMap(({ path: at, settings: said }) => {
    const owner = said?.owner;
    if (owner === undefined || Object.hasOwn(owners, owner)) return [];
    const known = Object.keys(owners);
    const message = known.length === 0 ? 'is not an owner; "owners" names none' : noSuch('an owner', owner, known);
    return [problemAt([...at, 'owner'], message, owner)];
  });
}

export function accountIn(arn: string | undefined): string | undefined {
  return arn?.split(':')[4];
}

export function regionIn(arn: string): string | undefined {
  return arn.split(':')[3];
}

/** A KMS key encrypts nothing in another region. */
function keyProblems(path: Path, kmsKeyArn: string | undefined, region: string | undefined): ConfigurationProblem[] {
  if (kmsKeyArn === undefined || region === undefined || regionIn(kmsKeyArn) === region) return [];
  const message = `is a key of ${regionIn(kmsKeyArn)}; what it should encrypt lies in ${region}`;
  return [problemAt([...path, 'kmsKeyArn'], message, kmsKeyArn)];
}

type Topic = Partial<OwnerFile>;

/** Every topic whose key lies in another region. */
export function topicKeyProblems(notifications: Topic, owners: Owners): ConfigurationProblem[] {
  const all: ReadonlyArray<readonly [Path, Topic]> = [
    [['notifications'], notifications],
    ...Object.entries(owners).map(([name, owner]) => [['owners', name], owner] as const),
  ];
  return all.flatMap(([path, { topicArn, kmsKeyArn }]) => keyProblems(path, kmsKeyArn, topicArn && regionIn(topicArn)));
}

/** Every target whose documents have a key of another region. */
export function documentKeyProblems(drafts: readonly TargetDraft[]): ConfigurationProblem[] {
  return drafts.flatMap(({ path, target }) => keyProblems([...path, 'parameters'], target.kmsKeyArn, target.region));
}
