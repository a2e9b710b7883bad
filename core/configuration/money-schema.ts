import * as v from 'valibot';
import { mapping, mappingOf, percent } from './fields.ts';
import { region } from './names.ts';

const usdAnHour = (description: string) => {
  const rule = 'must be a number of USD an hour, above 0 and at most 100';
  return v.pipe(v.number(rule), v.gtValue(0, rule), v.maxValue(100, rule), v.description(description));
};

const platformPrices = mapping({
  perVcpuUsd: usdAnHour('USD for a vCPU and hour.'),
  perGbUsd: usdAnHour('USD for a GB of memory and hour.'),
});

const paidPrices = v.pipe(
  mapping({
    linuxX86: v.exactOptional(v.pipe(platformPrices, v.description('Linux on x86.'))),
    linuxArm: v.exactOptional(v.pipe(platformPrices, v.description('Linux on ARM64.'))),
    storagePerGbUsd: v.exactOptional(usdAnHour('USD for a GB of ephemeral storage above 20 GB and hour.')),
  }),
  v.description('What is paid in the region; no discount is taken off it.'),
);

/** `prices` of rightsizer.yml. */
export const pricesSchema = v.nullish(
  v.pipe(
    mapping({
      discountPercent: v.optional(
        v.pipe(
          percent(100),
          v.description('Off the on-demand price, such as a Savings Plan or an agreement gives; percent, 0 to 100.'),
        ),
        0,
      ),
      spotDiscountPercent: v.exactOptional(
        v.pipe(
          percent(100),
          v.description('Off the on-demand price, on Fargate Spot; percent. Not said: Spot is priced as on demand.'),
        ),
      ),
      regions: v.nullish(
        v.pipe(
          mappingOf(region, paidPrices),
          v.description('Prices that are paid, by region; they replace all others.'),
        ),
        {},
      ),
    }),
    v.description('Money that is shown and compared with thresholds; it never changes which size is found.'),
  ),
  {},
);

const asks = (description: string, byDefault: boolean) =>
  v.optional(v.pipe(v.boolean('must be true or false'), v.description(description)), byDefault);

/** `sources` of rightsizer.yml. */
export const sourcesSchema = v.nullish(
  v.pipe(
    mapping({
      priceList: asks("Ask AWS's Price List for today's prices; else those that are shipped. Default: true.", true),
      computeOptimizer: asks('Ask AWS Compute Optimizer for its opinion. Default: true.', true),
      costExplorer: asks(
        'Ask Cost Explorer what changes really saved; 0.01 USD a request, at most one a run. Default: false.',
        false,
      ),
    }),
    v.description('Which other AWS services a run asks; a decision needs none of them.'),
  ),
  {},
);
