import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LocalAws } from '../../local/server.ts';
import { ssm } from '../local/embedded-aws.ts';
import { openGate, type PassingCall } from '../support/gated-aws.ts';
import {
  announcedIds,
  configuration,
  configured,
  documentAt,
  FIRST,
  invokeHere,
  mailOf,
  mailsOf,
  type Ran,
  RESIZED,
  RUNNING,
  reportOf,
  roomy,
  runHere,
  SECOND,
  startAws,
  stateAt,
  THIRD,
  writesOf,
} from './world.ts';

const stages = { production: { policy: 'quick', mode: 'apply', alsoPublishTo: ['default'] } };
const alone = configuration({ api: configured('api') });
const withCopy = configuration({ api: configured('api', { stages }) });
/** What somebody thinks right while the run thinks. */
const THEIRS = { taskCpu: '512', taskMemory: '1024', appCpu: '512', appMemory: '1024' };

async function somebodyWrites(aws: LocalAws, name: string, sizes: object = THEIRS): Promise<void> {
  const input = {
    Name: `/rightsizer/${name}`,
    Value: JSON.stringify(sizes),
    Type: 'SecureString',
    Overwrite: true,
  } as const;
  await ssm(aws).send(new PutParameterCommand(input));
}

/** A run, and somebody writes a document right before the first call that `isMoment` names. */
async function runDisturbed(
  aws: LocalAws,
  at: string,
  isMoment: (call: PassingCall) => boolean,
  name = 'api/production',
) {
  let done = false;
  const gate = await openGate(aws, {
    before: async (call) => {
      if (done || !isMoment(call)) return;
      done = true;
      await somebodyWrites(aws, name);
    },
  });
  onTestFinished(() => gate.close());
  const yml = name === 'api/production' ? alone : withCopy;
  const ran = await invokeHere(aws, yml, { at, environment: gate.environment });
  expect(done).toBe(true);
  return ran;
}

function wrote(parameter: string) {
  return (call: PassingCall) => call.parameter === `/rightsizer/${parameter}`;
}

/** The second question for parameters is the one right before the write. */
function secondRead() {
  let reads = 0;
  return ({ operation }: PassingCall) => operation === 'GetParameters' && ++reads === 2;
}

function expectReported(ran: Ran): void {
  expect(ran.outcome.kind).toBe('returned');
  expect(reportOf(ran, 'api/production').publication).toMatchObject({
    kind: 'foreignWrite',
    detail: expect.stringMatching(/^Somebody .* stands\./),
  });
  expect(mailOf(ran)).toMatch(/^NOT WRITTEN api\/production\n.*\n {2}! Somebody wrote version \d of .* stands\./m);
}

describe('somebody who writes the live document while a run decides', () => {
  test('before the run reads again: theirs stands, the run writes nothing over it and says so', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await runHere(aws, alone, FIRST);
    const ran = await runDisturbed(aws, SECOND, secondRead());
    expectReported(ran);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 2, sizes: THEIRS });
    expect(writesOf(ran.calls)).toEqual(['api/production']);
  });

  test.each([
    ['the state is written', 'api/production/state'],
    ['live is written', 'api/production'],
  ])('when %s: theirs slips in between, and is put back as the newest version', async (_when, parameter) => {
    const aws = await startAws({ services: [roomy('api')] });
    await runHere(aws, alone, FIRST);
    const ran = await runDisturbed(aws, SECOND, wrote(parameter));
    expectReported(ran);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 4, sizes: THEIRS });
    expect(ran.mails).toHaveLength(1);
    expect(announcedIds(ran.mails)).toEqual([]);
  });

  test('before there was any: the write does not go over theirs', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    const ran = await runDisturbed(aws, FIRST, wrote('api/production'));
    expectReported(ran);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 1, sizes: THEIRS });
  });

  test('is taken as the live document by the next run, which does not announce it as its own', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await runHere(aws, alone, FIRST);
    await runDisturbed(aws, SECOND, wrote('api/production'));
    const sent = mailsOf(aws).length;
    await runHere(aws, alone, THIRD);
    expect(mailsOf(aws).at(-1)?.body).toContain('taskCpu 512 -> 256');
    expect(announcedIds(mailsOf(aws).slice(sent))).toEqual(['api/production@5']);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 5, sizes: RESIZED });
    expect(stateAt(aws, 'api/production').live).toMatchObject({ version: 5, announced: true });
  });
});

describe('somebody who writes a copy', () => {
  test('while the run writes it: theirs stands for now, and is reported', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await runHere(aws, withCopy, FIRST);
    const ran = await runDisturbed(aws, SECOND, wrote('api/default'), 'api/default');
    expect(documentAt(aws, 'api/production')).toEqual({ version: 2, sizes: RESIZED });
    expect(documentAt(aws, 'api/default')?.sizes).toEqual(THEIRS);
    expect(mailOf(ran)).toMatch(/^ {2}! Somebody .* stands\./m);
    await runHere(aws, withCopy, THIRD);
    expect(documentAt(aws, 'api/default')?.sizes).toEqual(RESIZED);
  });

  test('between two runs: the next one repairs it and says so', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await runHere(aws, withCopy, FIRST);
    await somebodyWrites(aws, 'api/default');
    await runHere(aws, withCopy, FIRST);
    expect(documentAt(aws, 'api/default')).toEqual({ version: 3, sizes: RUNNING });
    expect(mailsOf(aws).at(-1)?.body).toMatch(/^COPIED api\/production$[\s\S]*Copied to \/rightsizer\/api\/default\./m);
  });
});
