import * as v from 'valibot';
import { region } from './names.ts';
import { described, mapping, mappingOf, number, optional, price, trueOrFalse } from './setting.ts';

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

/** `prices` of rightsizer.yml. */
export const pricesSchema = v.nullish(
  described(
    mapping({
      discountPercent: v.optional(
        described(percent, 'Off the on-demand price, such as a Savings Plan or an agreement gives'),
        0,
      ),
      spotDiscountPercent: optional(percent, 'Off the on-demand price, on Fargate Spot', 'Spot is priced as on demand'),
      regions: v.nullish(
        described(mappingOf(region, paidPrices), 'Prices that are paid, by region; they replace all others'),
        {},
      ),
    }),
    'Money that is shown and compared with thresholds; it never changes which size is found',
  ),
  {},
);

/** `sources` of rightsizer.yml. */
export const sourcesSchema = v.nullish(
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
