import { beforeAll, describe, expect, test } from 'vitest';
import { startLocalAws } from '../../local/server.ts';
import { openGate, type PassingCall } from '../support/gated-aws.ts';
import {
  announcedIds,
  bundle,
  configuration,
  configured,
  documentAt,
  FIRST,
  invokeHere,
  mailOf,
  mailsOf,
  paragraphOf,
  RUNNING,
  reportOf,
  roomy,
  runBundle,
  runHere,
  startAws,
  stateAt,
  TOPIC,
} from './world.ts';

const names = ['one', 'two', 'three'] as const;
const one = configuration({ one: configured('one') });
const services = names.map((name) => roomy(name));

const three = configuration(Object.fromEntries(names.map((name) => [name, configured(name)])));
const ends: (() => Promise<void>)[] = [];
let late: ReturnType<typeof runsThatAreLate>;

// They do nothing but wait, so that they begin first and are looked at last.
beforeAll(() => {
  late = runsThatAreLate();
  return async () => {
    await late;
    for (const end of ends) await end();
  };
});

function asksAbout(cluster: string) {
  return ({ operation, body }: PassingCall) => operation === 'GetMetricData' && body.includes(`"${cluster}"`);
}

/** Runs the bundle for a few seconds while the calls that `isStuck` names wait for nothing. */
async function runStuck(yml: object, isStuck: (call: PassingCall) => boolean) {
  const never = Promise.withResolvers<void>();
  const aws = await startLocalAws({ scenario: { name: 'stuck', seed: 5, topics: [TOPIC], services } });
  const gate = await openGate(aws, { before: (call) => (isStuck(call) ? never.promise : undefined) });
  ends.push(async () => void (await Promise.all([gate.close(), aws.close()])));
  const options = { timeoutSeconds: 20, environment: gate.environment };
  return { aws, ran: await runBundle(aws, await bundle(yml), options) };
}

function runsThatAreLate() {
  return Promise.all([
    runStuck(three, asksAbout('two')),
    runStuck(three, ({ operation }) => operation === 'DescribeServices'),
    runStuck(one, ({ parameter }) => parameter === '/rightsizer/one/production'),
  ]);
}

describe('targets that fail', () => {
  test('one of three: the others are done, and the run says which and why', async () => {
    const aws = await startAws({ services });
    aws.addFaults([{ operation: 'cloudwatch.GetMetricData', fault: 'accessDenied' }]);
    const ran = await invokeHere(aws, three);
    expect(ran.outcome.kind).toBe('returned');
    expect(ran.report.totals).toMatchObject({ targets: 3, changed: 2, failed: 1 });
    const [failed] = ran.report.targets.filter(({ outcome }) => outcome === 'failed');
    expect(failed?.detail).toMatch(
      /CloudWatch GetMetricData of service web in cluster \w+: AccessDenied: .*not authorized/,
    );
    expect(paragraphOf(mailOf(ran), failed?.id ?? '')).toMatch(/^FAILED .*\n.*AccessDenied/);
    for (const name of names)
      expect(documentAt(aws, `${name}/production`)).toEqual(
        failed?.id === `${name}/production` ? undefined : { version: 1, sizes: RUNNING },
      );
  });
});

describe('a deadline', () => {
  test('leaves time to publish and report what is finished, and names the rest as not done', async () => {
    const [{ aws, ran }] = await late;
    expect(ran.outcome.kind).toBe('returned');
    expect(ran.report.totals).toMatchObject({ targets: 3, changed: 2, notDone: 1, failed: 0 });
    expect(documentAt(aws, 'one/production')).toEqual({ version: 1, sizes: RUNNING });
    expect(documentAt(aws, 'three/production')).toEqual({ version: 1, sizes: RUNNING });
    expect(aws.parameters().filter(({ name }) => name.startsWith('/rightsizer/two/'))).toEqual([]);
    expect(reportOf(ran, 'two/production').outcome).toBe('notDone');
    expect(mailOf(ran)).toMatch(/^NOT DONE two\/production\n {2}! The run was out of time/m);
    expect(announcedIds(ran.mails).toSorted()).toEqual(['one/production@1', 'three/production@1']);
  });

  test('before anything is answered fails the invocation, after a message that names every target', async () => {
    const [, { aws, ran }] = await late;
    expect(ran.outcome).toEqual({ kind: 'threw', message: expect.stringMatching(/None of 3 targets was answered/) });
    for (const name of names) expect(mailOf(ran)).toContain(`NOT DONE ${name}/production`);
    // With whom the next run begins.
    expect(aws.parameters().map(({ name }) => name)).toEqual(['/rightsizer/left-out']);
  });

  test('fails the invocation in time when even publishing hangs, and the next run goes on from there', async () => {
    const [, , { aws, ran }] = await late;
    expect(ran.outcome.kind).toBe('threw');
    expect(documentAt(aws, 'one/production')).toBeUndefined();
    expect(stateAt(aws, 'one/production').live).toMatchObject({ version: 1, announced: false });
    await runHere(aws, one, FIRST);
    expect(documentAt(aws, 'one/production')).toEqual({ version: 1, sizes: RUNNING });
    expect(announcedIds(mailsOf(aws))).toEqual(['one/production@1']);
  });
});
