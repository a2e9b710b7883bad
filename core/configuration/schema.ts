import * as v from 'valibot';
import * as names from './names.ts';
import { policiesSchema } from './policy.ts';
import {
  described,
  mapping,
  mappingOf,
  number,
  oneOf,
  optional,
  price,
  type SettingsOf,
  trueOrFalse,
  wholeNumber,
} from './setting.ts';
import { LARGEST_MEMORY_MIB, servicesSchema, taggedSchema, WEEKDAYS } from './target-settings.ts';

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

const accountsSchema = v.nullish(
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

const ownersSchema = v.nullish(
  described(mappingOf(names.name, ownerSchema), 'Who is told beside the topic of all news, by name'),
  {},
);

export type AccountFile = SettingsOf<typeof accountSchema>;
export type OwnerFile = SettingsOf<typeof ownerSchema>;

const percent = number(0, 100, 'percent');
const usdAnHour = price(100, 'USD an hour');

const platformPrices = mapping({
  perVcpuUsd: described(usdAnHour, 'Price of a vCPU and hour'),
  perGbUsd: described(usdAnHour, 'Price of a GB of memory and hour'),
});

const paidPrices = described(
  mapping({
    linuxX86: optional(platformPrices, 'Linux on x86'),
    linuxArm: optional(platformPrices, 'Linux on ARM64'),
    storagePerGbUsd: optional(usdAnHour, 'Price of a GB of ephemeral storage above 20 GB and hour'),
  }),
  'What is paid in the region; no discount is taken off it',
);

const pricesSchema = v.nullish(
  described(
    mapping({
      discountPercent: v.optional(
        described(percent, 'Off the on-demand price, such as a Savings Plan or an agreement gives'),
        0,
      ),
      spotDiscountPercent: optional(percent, 'Off the on-demand price, on Fargate Spot', 'Spot is priced as on demand'),
      regions: v.nullish(
        described(mappingOf(names.region, paidPrices), 'Prices that are paid, by region; they replace all others'),
        {},
      ),
    }),
    'Money that is shown and compared with thresholds; it never changes which size is found',
  ),
  {},
);

const sourcesSchema = v.nullish(
  described(
    mapping({
      priceList: v.optional(
        described(trueOrFalse, "Ask AWS's Price List for today's prices; else those that are shipped"),
        true,
      ),
      computeOptimizer: v.optional(described(trueOrFalse, 'Ask AWS Compute Optimizer for its opinion'), true),
      costExplorer: v.optional(
        described(trueOrFalse, 'Ask Cost Explorer what changes really saved; 0.01 USD a request, at most one a run'),
        false,
      ),
    }),
    'Which other AWS services a run asks; a decision needs none of them',
  ),
  {},
);

/** The whole rightsizer.yml: the one source of checks, types, JSON Schema and the table of the documentation. */
export const configurationSchema = mapping({
  parameterPrefix: v.optional(
    described(names.parameterPrefix, 'First part of the SSM parameters: <prefix>/<service>/<stage>'),
    '/rightsizer',
  ),
  lookbackDays: v.optional(
    // CloudWatch keeps 63 days at 300 seconds, and says nothing about a window that begins before: a day to spare.
    described(wholeNumber(1, 62, 'days'), 'Days of CloudWatch data to look at'),
    28,
  ),
  notifications: v.nullish(
    described(
      mapping({
        topicArn: optional(names.topicArn, 'An existing SNS topic', 'the topic of the stack'),
        kmsKeyArn: optional(
          names.kmsKeyArn,
          'The KMS key that encrypts the topic, whoever makes it',
          'SNS encrypts by itself',
        ),
        weeklyDigest: optional(
          oneOf(WEEKDAYS),
          'On this weekday (UTC) a run tells where everything stands, also when nothing happened',
          'never',
        ),
      }),
      'Where messages go',
    ),
    {},
  ),
  maximumShrinksPerRun: v.optional(
    described(
      wholeNumber(0, 10_000, 'targets'),
      'So many may shrink in one run; the others wait for the next. Growing is not counted',
    ),
    10,
  ),
  maximumIncreaseUsdPerRun: v.optional(
    described(
      number(0, 1_000_000, 'USD a month'),
      'Utilization makes the services dearer by at most so much in one run; those that grow most of what they had go first, the others are proposed and told as alerts',
      { otherwise: 'no limit' },
    ),
  ),
  prices: pricesSchema,
  sources: sourcesSchema,
  accounts: accountsSchema,
  owners: ownersSchema,
  services: v.nullish(servicesSchema, {}),
  taggedServices: taggedSchema,
  policies: v.nullish(policiesSchema, {}),
  images: v.nullish(
    described(
      mappingOf(
        names.imageRepository,
        mapping({
          maximumHeapMiB: described(
            wholeNumber(1, LARGEST_MEMORY_MIB, 'MiB'),
            'The heap that the image may grow to when nothing else is set',
          ),
        }),
      ),
      'Images that set a maximum heap by themselves, by repository without tag; extends the built-in table',
    ),
    {},
  ),
});
