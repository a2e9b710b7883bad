import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { builtInPolicies, resolvePolicies } from '../../../core/configuration/policies.ts';
import { fileWith, problemsOf } from './file-builder.ts';

const { production, development, validation } = builtInPolicies;
const POLICIES = '"production", "development", "validation"';

/** A week for production; half of it, and half the money, elsewhere. */
const SLOWLY = {
  agreementDays: 7,
  cooldownDays: 7,
  minimumSavingUsdPerMonth: 2,
  minimumSavingPercent: 5,
  oneCpuRowPerChange: true,
  watchDays: 7,
};
const QUICKLY = {
  ...SLOWLY,
  agreementDays: 3,
  cooldownDays: 3,
  minimumSavingUsdPerMonth: 1,
  oneCpuRowPerChange: false,
};

it.each([
  ['production', 'p99.5', [20, 20], 168, 0, [15, 300], SLOWLY],
  ['development', 'p90', [0, 10], 72, 1, [2, 100], QUICKLY],
  ['validation', 'p50', [0, 5], 72, 1, [2, 100], QUICKLY],
] as const)(
  '%s stands on %s of the CPU and the highest memory, with %j %% headroom',
  (name, peakStatistic, [cpu, memory], hours, toleratedCensoredPercent, [perHour, perKill], changeGate) => {
    expect(builtInPolicies[name]).toEqual({
      name,
      cpu: { peakStatistic, headroomPercent: cpu },
      memory: { peakStatistic: 'max', headroomPercent: memory },
      minimumDataHours: hours,
      minimumCoveragePercent: 80,
      minimumDaysSinceDeployment: 0,
      toleratedCensoredPercent,
      shortage: { cpuUsdPerHour: perHour, memoryUsdPerKill: perKill },
      changeGate,
      secondOpinion: 'shown',
      ...(name === 'development' ? { neverAbovePolicy: 'production' } : {}),
    });
  },
);

describe('the policies of a file', () => {
  it('are the built-in ones without overrides', () => {
    expect(resolvePolicies({})).toEqual({ production, development, validation });
  });

  it('override a built-in one field by field', () => {
    const { policies } = parseConfiguration({
      ...fileWith(),
      policies: { development: { cpu: { headroomPercent: 30 } } },
    });
    expect(policies.development).toEqual({ ...development, cpu: { ...development.cpu, headroomPercent: 30 } });
    expect(policies.production).toEqual(production);
  });

  it('take what a new one does not say from production as the file has it', () => {
    const { batch } = resolvePolicies({
      production: { memory: { headroomPercent: 40 }, minimumDataHours: 24, neverAbovePolicy: 'batch' },
      batch: { cpu: { peakStatistic: 'max' } },
    });
    expect(batch).toEqual({
      name: 'batch',
      cpu: { ...production.cpu, peakStatistic: 'max' },
      memory: { ...production.memory, headroomPercent: 40 },
      minimumDataHours: 24,
      minimumCoveragePercent: 80,
      minimumDaysSinceDeployment: 0,
      toleratedCensoredPercent: 0,
      shortage: production.shortage,
      changeGate: SLOWLY,
      secondOpinion: 'shown',
    });
  });

  it('override the change gate field by field', () => {
    const { policies } = parseConfiguration({
      ...fileWith(),
      policies: { production: { changeGate: { agreementDays: 14 } }, batch: { changeGate: { cooldownDays: 0 } } },
    });
    expect(policies.production?.changeGate).toEqual({ ...SLOWLY, agreementDays: 14 });
    expect(policies.batch?.changeGate).toEqual({ ...SLOWLY, agreementDays: 14, cooldownDays: 0 });
  });

  it('lift a built-in limit with null, and set one with a name', () => {
    const resolved = resolvePolicies({
      development: { neverAbovePolicy: null },
      batch: { neverAbovePolicy: 'validation' },
    });
    expect(resolved.development).not.toHaveProperty('neverAbovePolicy');
    expect(resolved.batch?.neverAbovePolicy).toBe('validation');
  });
});

it('says how much of the data must be there, and how long a deployment must be ago', () => {
  const { batch } = resolvePolicies({ batch: { minimumCoveragePercent: 50, minimumDaysSinceDeployment: 3 } });
  expect(batch).toMatchObject({ minimumCoveragePercent: 50, minimumDaysSinceDeployment: 3 });
});

describe('a limit by another policy', () => {
  const circle = 'makes a circle: the policy would have to stay below itself';
  it.each([
    [
      'that does not exist',
      { batch: { neverAbovePolicy: 'prod' } },
      ['batch'],
      `is not a policy; there are: ${POLICIES}, "batch"`,
    ],
    ['by itself', { batch: { neverAbovePolicy: 'batch' } }, ['batch'], circle],
    ['in a circle', { production: { neverAbovePolicy: 'development' } }, ['production', 'development'], circle],
    [
      'in a circle that only starts elsewhere',
      { a: { neverAbovePolicy: 'b' }, b: { neverAbovePolicy: 'b' } },
      ['b'],
      circle,
    ],
  ])('is refused %s', (_, policies, names, message) => {
    const problems = problemsOf({ ...fileWith(), policies });
    expect(problems.map(({ path }) => path)).toEqual(names.map((name) => `policies.${name}.neverAbovePolicy`));
    for (const problem of problems) expect(problem.message).toBe(message);
  });

  it('may name a policy that is itself limited', () => {
    expect(problemsOf({ ...fileWith(), policies: { batch: { neverAbovePolicy: 'development' } } })).toEqual([]);
  });
});
