import * as v from 'valibot';
import { pricesSchema, sourcesSchema } from './money-settings.ts';
import * as names from './names.ts';
import { accountsSchema, ownersSchema } from './organization-settings.ts';
import { policiesSchema } from './policy.ts';
import { described, mapping, mappingOf, number, oneOf, optional, wholeNumber } from './setting.ts';
import { LARGEST_MEMORY_MIB, servicesSchema, WEEKDAYS } from './target-settings.ts';

/** The whole rightsizer.yml: the one source of the checks, of the types, of the JSON Schema and of the table of the documentation. */
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
