import { describe, expect, it } from 'vitest';
import { expectedPoints } from '../../../core/model/time.ts';
import { RunRequestError } from '../../../run/run-request.ts';
import { assertAnswered, runRightsizer } from '../../../run/run-rightsizer.ts';
import { size } from '../../support/builders.ts';
import { type FakeWorld, flatMetrics, refusing } from '../../support/fake-ports.ts';
import { fleet, PAYMENTS, SEARCH, tagged, worldOf } from './world.ts';

const LIVE = '/rightsizer/shop-api/production';

interface RunOptions {
  readonly day?: number;
  readonly configuration?: ReturnType<typeof fleet>;
  readonly services?: readonly string[];
}

/** A run at six in the morning of a day in November. */
function run(world: FakeWorld, { day = 21, configuration = fleet(), services }: RunOptions = {}) {
  return runRightsizer({
    configuration,
    request: { time: Date.UTC(2026, 10, day, 6), dryRun: false, ...(services && { services }) },
    ports: world,
    signal: new AbortController().signal,
  });
}

const outcomes = ({ report }: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(report.targets.map(({ id, outcome }) => [id, outcome]));

function cannotBeListed(world: FakeWorld, roleArn: string): void {
  world.accountOfRole(roleArn).lister.beforeList = refusing('STS AssumeRole');
}

describe('a run over accounts', () => {
  it('stores the documents of a found service in its account, by the names of its tags', async () => {
    const apply = { 'rightsizer:mode': 'apply' };
    const world = worldOf([tagged('shop-production', 'api', apply)], [tagged('find-qa', 'web', apply)]);
    const result = await run(world);
    expect(outcomes(result)).toEqual({ 'find-web/qa': 'decided', 'shop-api/production': 'decided' });
    expect(world.accountOfRole(PAYMENTS).documents.text(LIVE)).toContain('"taskCpu":"2048"');
    expect(world.accountOfRole(SEARCH).documents.text('/rightsizer/find-web/qa')).toContain('"taskCpu":"2048"');
    expect(world.home.documents.newest(LIVE)).toBeUndefined();
    expect(world.notifier.sent).toHaveLength(1);
  });

  it('reads memory kills in the account of the service', async () => {
    const world = worldOf([tagged('shop-production', 'api')], [tagged('find-production', 'web')]);
    const { metrics } = world.accountOfRole(PAYMENTS);
    metrics.answer = (question) => {
      const killed = new Float64Array(expectedPoints(question.window)).fill(Number.NaN);
      killed[100] = 9000;
      return { ...flatMetrics(question, 20, 20), killedAtMiB: { connect: killed } };
    };
    await run(world, { day: 20 });
    const { report } = await run(world);
    const recommended = Object.fromEntries(report.targets.map(({ id, recommended: sizes }) => [id, sizes?.task]));
    expect(recommended['find-web/production']?.memoryMiB).toBeLessThan(9000);
    expect(recommended['shop-api/production']?.memoryMiB).toBeGreaterThan(9000);
  });

  it('keeps its id when another service is tagged between two deliveries of a schedule', async () => {
    const first = await run(worldOf([tagged('shop-production', 'api')]));
    const second = await run(worldOf([tagged('shop-production', 'api'), tagged('shop-qa', 'api')]));
    expect(second.report.targets).toHaveLength(2);
    expect(second.report.runId).toBe(first.report.runId);
  });

  it('fails for an account that cannot be listed, by name, and answers the others', async () => {
    const world = worldOf([tagged('shop-production', 'api')], [tagged('find-qa', 'web')]);
    await run(world, { day: 20 });
    const before = world.accountOfRole(PAYMENTS).documents.newest(LIVE);
    cannotBeListed(world, PAYMENTS);
    const result = await run(world);
    expect(outcomes(result)).toEqual({ 'account 222222222222/us-east-1': 'failed', 'find-web/qa': 'decided' });
    expect(() => assertAnswered(result)).not.toThrow();
    expect(world.accountOfRole(PAYMENTS).documents.newest(LIVE)).toBe(before);
    const mail = world.notifier.sent.at(-1)?.bodies.email;
    expect(mail).toContain(
      'FAILED account 222222222222/us-east-1\n  ! Its tagged services are not known and were left alone;',
    );
    expect(mail).not.toContain('shop-api');
  });

  it('fails as a whole when no account can be listed', async () => {
    const world = worldOf([]);
    cannotBeListed(world, PAYMENTS);
    cannotBeListed(world, SEARCH);
    const result = await run(world);
    expect(() => assertAnswered(result)).toThrow(
      'None of 2 targets was answered. account 222222222222/us-east-1: Its tagged',
    );
  });

  it('says that there is nothing where nothing is tagged', async () => {
    await expect(run(worldOf([]))).rejects.toThrow(RunRequestError);
    await expect(run(worldOf([]))).rejects.toThrow('none has the tag rightsizer: on in its accounts');
  });

  it('may be narrowed to a found service, and tells what that could not be looked for in', async () => {
    const world = worldOf([tagged('shop-production', 'api')], [tagged('find-qa', 'web')]);
    expect(outcomes(await run(world, { services: ['find-web'] }))).toEqual({ 'find-web/qa': 'decided' });
    await expect(run(world, { services: ['elsewhere'] })).rejects.toThrow('there is find-web, shop-api');
    cannotBeListed(world, SEARCH);
    expect(outcomes(await run(world, { services: ['find-web'] }))).toEqual({
      'account 333333333333/us-east-1': 'failed',
    });
  });

  it('lets development grow no further than production, also where that cannot be listed', async () => {
    const development = tagged('dev', 'x', {
      'rightsizer:service': 'shop',
      'rightsizer:stage': 'dev',
      'rightsizer:mode': 'apply',
    });
    const production = tagged('prod', 'x', { 'rightsizer:service': 'shop', 'rightsizer:stage': 'prod' });
    const busy = async (all: Parameters<typeof worldOf>, prepare: (world: FakeWorld) => void = () => undefined) => {
      const world = worldOf(...all);
      world.accountOfRole(PAYMENTS).metrics.answer = (question) => flatMetrics(question, 90, 98);
      prepare(world);
      const { report } = await run(world);
      return report.targets.find(({ id }) => id === 'shop/dev')?.recommended?.task;
    };
    expect(await busy([[development], [production]])).toEqual(size(2048, 6144));
    expect(await busy([[development], []], (world) => cannotBeListed(world, SEARCH))).toEqual(size(2048, 6144));
    expect(await busy([[development], []])).toEqual(size(2048, 7168));
  });
});
