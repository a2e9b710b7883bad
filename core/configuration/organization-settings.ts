import * as v from 'valibot';
import * as names from './names.ts';
import { described, mapping, mappingOf, optional, type SettingsOf } from './setting.ts';

/** An account in which tagged services are found. */
const accountSchema = v.pipe(
  mapping({
    roleArn: optional(names.roleArn, 'Role to assume in the account', "the recommender's own account"),
    externalId: optional(names.externalId, 'The external id that the trust of the role asks for', 'none'),
    regions: described(
      v.pipe(v.array(names.region, 'must be a list of regions'), v.minLength(1, 'must name at least one region')),
      'Regions in which the account is searched',
    ),
  }),
  v.check(
    ({ roleArn, externalId }) => roleArn !== undefined || externalId === undefined,
    'must say "roleArn" beside "externalId"',
  ),
);

export const accountsSchema = v.nullish(
  described(
    v.array(accountSchema, 'must be a list of accounts such as { roleArn: …, regions: [us-east-1] }'),
    'Accounts in which services with the tag `rightsizer: on` are found and sized without being named',
  ),
  [],
);

const ownerSchema = mapping({
  topicArn: described(names.topicArn, 'SNS topic that gets the news of the targets of this owner, and no others'),
  kmsKeyArn: optional(names.kmsKeyArn, 'The KMS key that encrypts the topic', 'SNS encrypts by itself'),
});

export const ownersSchema = v.nullish(
  described(mappingOf(names.name, ownerSchema), 'Who is told beside the topic of all news, by name'),
  {},
);

export type AccountFile = SettingsOf<typeof accountSchema>;
export type OwnerFile = SettingsOf<typeof ownerSchema>;
