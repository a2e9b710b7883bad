import * as v from 'valibot';
import { mapping, mappingOf, oneOf, percent, wholeNumber } from './fields.ts';
import { name } from './names.ts';
import { PEAK_STATISTICS } from './policy.ts';

const resourcePolicy = mapping({
  peakStatistic: v.exactOptional(
    v.pipe(
      oneOf(PEAK_STATISTICS),
      v.description('Which of the five-minute maxima is the peak: the highest, or a percentile.'),
    ),
  ),
  headroomPercent: v.exactOptional(
    v.pipe(
      percent(300),
      v.description('Spare room on top of the demand, in percent, before the snap to a valid Fargate size; 0 to 300.'),
    ),
  ),
});

const usd = (description: string) => {
  const rule = 'must be a number of USD from 0 to 1000000';
  return v.exactOptional(
    v.pipe(v.number(rule), v.minValue(0, rule), v.maxValue(1_000_000, rule), v.description(description)),
  );
};

const shortage = mapping({
  cpuUsdPerHour: usd('What an hour costs in which CPU is not enough, in USD.'),
  cpuUsdPerMonthExceeded: usd(
    'What a CPU size costs a month that is not enough at all, be it for five minutes, in USD.',
  ),
  memoryUsdPerKill: usd('What a task costs that is killed for memory, in USD.'),
});

const days = (description: string) => v.exactOptional(v.pipe(wholeNumber(0, 63), v.description(description)));

const changeGate = mapping({
  agreementDays: v.exactOptional(
    v.pipe(
      wholeNumber(1, 63),
      v.description('A shrink waits until it was recommended on so many different days; 1 to 63.'),
    ),
  ),
  cooldownDays: days('Days after any change of the sizes in which nothing shrinks; 0 to 63.'),
  minimumSavingUsdPerMonth: v.exactOptional(
    v.pipe(
      v.number('must be a number of USD, 0 or more'),
      v.minValue(0, 'must be a number of USD, 0 or more'),
      v.maxValue(1_000_000, 'must be at most 1000000 USD'),
      v.description(
        'A shrink that saves fewer USD a month is not worth its deployment; where no price is known the percent decide.',
      ),
    ),
  ),
  minimumSavingPercent: v.exactOptional(
    v.pipe(percent(100), v.description('Likewise in percent of what the task costs; 0 to 100.')),
  ),
  oneCpuRowPerChange: v.exactOptional(
    v.pipe(
      v.boolean('must be true or false'),
      v.description('One CPU row of Fargate down at a time, each deployed before the next.'),
    ),
  ),
  watchDays: days('Days after a deployed change in which what happens is compared with the forecast; 0 to 63.'),
});

/** One policy as written: everything it does not say comes from the built-in of its name, else from `production`. */
export const policySchema = v.pipe(
  mapping({
    cpu: v.exactOptional(v.pipe(resourcePolicy, v.description('How the demand for CPU is read from its use.'))),
    memory: v.exactOptional(v.pipe(resourcePolicy, v.description('How the demand for memory is read from its use.'))),
    minimumDataHours: v.exactOptional(
      v.pipe(
        // 63 days: what CloudWatch keeps at 300 seconds.
        wholeNumber(1, 63 * 24),
        v.description('Hours with data that a resource needs before its size may change; 1 to 1512.'),
      ),
    ),
    minimumCoveragePercent: v.exactOptional(
      v.pipe(
        percent(100),
        v.description('Share of the possible data points below which utilization only advises; 0 to 100.'),
      ),
    ),
    minimumDaysSinceDeployment: v.exactOptional(
      v.pipe(wholeNumber(0, 63), v.description('Days after a deployment in which utilization only advises; 0 to 63.')),
    ),
    toleratedCensoredPercent: v.exactOptional(
      v.pipe(
        percent(100),
        v.description('CPU that stood at its limit in more than this share of its points is not shrunk; 0 to 100.'),
      ),
    ),
    shortage: v.exactOptional(
      v.pipe(
        shortage,
        v.description('What a size that is too small costs; 0 everywhere: only peak and headroom count.'),
      ),
    ),
    changeGate: v.exactOptional(
      v.pipe(changeGate, v.description('When a smaller size may be written; growing never waits.')),
    ),
    secondOpinion: v.exactOptional(
      v.pipe(
        oneOf(['shown', 'required']),
        v.description(
          'required: a shrink that AWS Compute Optimizer does not support only advises; shown: it decides nothing.',
        ),
      ),
    ),
    neverAbovePolicy: v.exactOptional(
      v.nullable(
        v.pipe(
          name,
          v.description(
            'Never larger than the stages of the same service under this policy; null lifts a built-in limit.',
          ),
        ),
      ),
    ),
  }),
  v.description('How a kind of stage is sized.'),
);

/** The policies of the file: overrides of the built-in three, or new ones. */
export const policiesSchema = v.pipe(
  mappingOf(name, policySchema),
  v.description(
    'Overrides of the built-in policies production, development and validation, or new ones, ' +
      'which take what they do not say from production.',
  ),
);

/** One policy as written in rightsizer.yml. */
export type PolicyFile = v.InferOutput<typeof policySchema>;
