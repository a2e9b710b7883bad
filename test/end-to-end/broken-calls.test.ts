import { beforeAll, describe, expect, test } from 'vitest';
import { type FaultRule, startLocalAws } from '../../local/server.ts';
import { openGate, type PassingCall } from '../support/gated-aws.ts';
import {
  announcedIds,
  bundle,
  configuration,
  configured,
  countOf,
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
  stored,
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

  test('all of them: the invocation fails, and the message says why', async () => {
    const aws = await startAws({ services });
    aws.addFaults([{ operation: 'cloudwatch.GetMetricData', fault: 'accessDenied', count: 100 }]);
    const ran = await invokeHere(aws, three);
    expect(ran.outcome).toEqual({
      kind: 'threw',
      message: expect.stringMatching(/^RunFailedError: None of 3 targets was answered\. .*AccessDenied/),
    });
    expect(mailOf(ran).match(/^FAILED \w+\/production$/gm)).toHaveLength(3);
    expect(mailOf(ran)).toContain('not authorized to perform: cloudwatch:GetMetricData');
    expect(ran.mails[0]?.subject).toBe('rightsizer: 3 failed');
    expect(aws.parameters()).toEqual([]);
  });

  test('a parameter store that cannot be read: nothing is written blindly, and the run says why', async () => {
    const aws = await startAws({ services });
    aws.addFaults([{ operation: 'ssm.GetParameters', fault: 'accessDenied', count: 100 }]);
    const ran = await invokeHere(aws, three);
    expect(ran.outcome.kind).toBe('threw');
    expect(countOf(ran.calls, 'ssm.PutParameter')).toBe(0);
    expect(mailOf(ran)).toContain('SSM GetParameters');
  });

  test('a topic that takes nothing: sizes are written, the invocation fails, and the next run tells', async () => {
    const aws = await startAws({ services });
    aws.addFaults([{ operation: 'sns.Publish', fault: 'accessDenied' }]);
    const ran = await invokeHere(aws, one);
    expect(ran.outcome).toEqual({ kind: 'threw', message: expect.stringContaining('The message could not be sent') });
    expect(documentAt(aws, 'one/production')).toEqual({ version: 1, sizes: RUNNING });
    expect(mailsOf(aws)).toEqual([]);
    await runHere(aws, one, FIRST);
    expect(announcedIds(mailsOf(aws))).toEqual(['one/production@1']);
    expect(documentAt(aws, 'one/production')?.version).toBe(1);
  });
});

describe('a write that is disturbed', () => {
  const write = 'ssm.PutParameter';
  const disturbed: ReadonlyArray<readonly [string, readonly FaultRule[]]> = [
    ['that is throttled three times goes through', [{ operation: write, skip: 1, count: 3, fault: 'throttle' }]],
    ['whose answer is lost is not made again', [{ operation: write, skip: 1, fault: 'cutAfterWork' }]],
    ['whose answer is garbage is not made again', [{ operation: write, skip: 1, fault: 'garbage' }]],
    ['whose announcement is lost repeats nothing', [{ operation: write, skip: 2, fault: 'cutAfterWork' }]],
  ];
  test.each(disturbed)('%s: one version, one message, also after a repeat', async (_what, faults) => {
    const aws = await startAws({ services });
    aws.addFaults(faults);
    const ran = await invokeHere(aws, one);
    expect(ran.outcome.kind).toBe('returned');
    expect(documentAt(aws, 'one/production')).toEqual({ version: 1, sizes: RUNNING });
    expect(announcedIds(ran.mails)).toEqual(['one/production@1']);
    await runHere(aws, one, FIRST);
    expect(stored(aws, 'one/production')?.version).toBe(1);
    expect(mailsOf(aws)).toHaveLength(1);
    expect(stateAt(aws, 'one/production').live).toMatchObject({ version: 1, announced: true });
  });

  test('whose state fails leaves live alone, is reported, and is made by the next run', async () => {
    const aws = await startAws({ services });
    aws.addFaults([{ operation: write, fault: 'error500' }]);
    const ran = await invokeHere(aws, one);
    expect(ran.outcome.kind).toBe('threw');
    expect(mailOf(ran)).toMatch(
      /^FAILED one\/production\n {2}.*SSM PutParameter of \/rightsizer\/one\/production\/state/m,
    );
    expect(stored(aws, 'one/production')).toBeUndefined();
    await runHere(aws, one, FIRST);
    expect(documentAt(aws, 'one/production')).toEqual({ version: 1, sizes: RUNNING });
  });
});

describe('questions that are disturbed', () => {
  const shaky: ReadonlyArray<readonly [string, FaultRule]> = [
    ['answered in parts', { operation: 'cloudwatch.GetMetricData', fault: 'partialData', count: 1 }],
    ['answered with internal errors', { operation: 'cloudwatch.GetMetricData', fault: 'internalError', count: 1 }],
    ['cut off', { operation: 'ecs.DescribeServices', fault: 'cut', count: 1 }],
  ];
  test('are asked again, and the sizes are the same', async () => {
    const clean = await runHere(await startAws({ services }), one, FIRST, true);
    const [expected] = clean.report.targets;
    expect(expected?.recommended?.task).toEqual({ cpuUnits: 256, memoryMiB: 512 });
    for (const [what, fault] of shaky) {
      const aws = await startAws({ services });
      aws.addFaults([fault]);
      const { report } = await runHere(aws, one, FIRST, true);
      expect(report.targets, what).toEqual([expected]);
      expect(
        aws.calls().some((call) => call.fault === fault.fault),
        what,
      ).toBe(true);
    }
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
