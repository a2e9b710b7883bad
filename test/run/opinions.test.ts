import { describe, expect, it } from 'vitest';
import type { OpinionAnswer } from '../../core/decision/opinion.ts';
import type { ServiceDescription } from '../../core/model/service.ts';
import type { Account, OpinionReader } from '../../core/ports.ts';
import { opinionsOf } from '../../run/side-answers.ts';
import type { Survey, Surveyed } from '../../run/survey.ts';
import { service } from '../support/builders.ts';
import { fakeWorld, stageTarget } from '../support/fake-ports.ts';

const signal = new AbortController().signal;
const sources = { computeOptimizer: true };
const KNOWN: OpinionAnswer = { kind: 'known', byArn: new Map() };
const arnOf = (name: string) => `arn:aws:ecs:us-east-1:111122223333:service/cluster/${name}`;

/** An account that is asked about services, and what it was asked. */
function accountWith(read: OpinionReader['read'] = async () => KNOWN) {
  const asked: (readonly string[])[] = [];
  const opinions: OpinionReader = {
    read: (arns, given) => {
      asked.push(arns);
      return read(arns, given);
    },
  };
  const account: Account = { ...fakeWorld().home, opinions };
  return { account, asked };
}

function surveyOf(all: readonly (readonly [Account | undefined, ServiceDescription])[]): Survey {
  const surveyed = all.map(([account, described], index): Surveyed => {
    const target = stageTarget(`stage${index}`);
    return { target, service: described, ...(account && { account }) };
  });
  return new Map(surveyed.map((each) => [each.target.id, each]));
}

const running = (name: string) => service({ serviceArn: arnOf(name) });

describe('the opinions of a run', () => {
  it('are asked for once in each account, about the services that run there', async () => {
    const [here, there] = [accountWith(), accountWith()];
    const surveyed = surveyOf([
      [here.account, running('a')],
      [there.account, running('b')],
      [here.account, running('c')],
      [here.account, { kind: 'skipped', skipReason: 'NotDeployed', detail: 'There is none.' }],
      [undefined, { kind: 'failed', message: 'no region' }],
    ]);
    const answers = await opinionsOf(surveyed, { sources, signal });
    expect([here.asked, there.asked]).toEqual([[[arnOf('a'), arnOf('c')]], [[arnOf('b')]]]);
    expect(answers).toEqual(
      new Map([
        [here.account, KNOWN],
        [there.account, KNOWN],
      ]),
    );
  });

  it('are asked for without a service whose ARN nobody knows, and not where nothing runs', async () => {
    const [some, nothing] = [accountWith(), accountWith()];
    const surveyed = surveyOf([
      [some.account, service()],
      [some.account, running('a')],
      [nothing.account, { kind: 'failed', message: 'denied' }],
    ]);
    const answers = await opinionsOf(surveyed, { sources, signal });
    expect([some.asked, nothing.asked, answers.size]).toEqual([[[arnOf('a')]], [], 1]);
  });

  it('are not asked for where that is switched off', async () => {
    const { account, asked } = accountWith();
    const surveyed = surveyOf([[account, running('a')]]);
    const answers = await opinionsOf(surveyed, { sources: { computeOptimizer: false }, signal });
    expect(answers.get(account)).toMatchObject({ kind: 'unavailable', because: 'NotAsked' });
    expect(asked).toEqual([]);
  });

  it('of an account that fails are none, and the others are there', async () => {
    const broken = accountWith(async () => {
      throw new Error('socket hang up');
    });
    const { account } = accountWith();
    const surveyed = surveyOf([
      [broken.account, running('a')],
      [account, running('b')],
    ]);
    const answers = await opinionsOf(surveyed, { sources, signal });
    expect([answers.get(broken.account), answers.get(account)]).toEqual([
      { kind: 'unavailable', because: 'Failed', detail: 'Error: socket hang up' },
      KNOWN,
    ]);
  });

  it('do not hold up the run: what does not answer in time has none', async () => {
    const silent = accountWith(() => new Promise(() => undefined));
    const obedient = accountWith(
      (_, given) =>
        new Promise((_resolve, reject) => {
          given.addEventListener('abort', () => reject(given.reason));
        }),
    );
    const surveyed = surveyOf([
      [silent.account, running('a')],
      [obedient.account, running('b')],
    ]);
    const late = { kind: 'unavailable', because: 'Failed', detail: 'Compute Optimizer did not answer in time.' };
    const answers = await opinionsOf(surveyed, { sources, signal }, 1);
    expect([...answers.values()]).toEqual([late, late]);
  });

  it('are none when the run is out of time', async () => {
    const { account } = accountWith(async (_, given) => {
      given.throwIfAborted();
      return KNOWN;
    });
    const surveyed = surveyOf([[account, running('a')]]);
    const answers = await opinionsOf(surveyed, { sources, signal: AbortSignal.abort() });
    expect(answers.get(account)).toMatchObject({ kind: 'unavailable', because: 'Failed' });
  });
});
