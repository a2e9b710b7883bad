import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { expect, onTestFinished, test } from 'vitest';
import { ssm } from '../local/embedded-aws.ts';
import { openGate } from '../support/gated-aws.ts';
import {
  announcedIds,
  configuration,
  configured,
  documentAt,
  FIRST,
  invokeHere,
  mailOf,
  mailsOf,
  RESIZED,
  reportOf,
  roomy,
  runHere,
  SECOND,
  startAws,
  stateAt,
  THIRD,
} from './world.ts';

const alone = configuration({ api: configured('api') });
const LIVE = '/rightsizer/api/production';
const THEIRS = { taskCpu: '512', taskMemory: '1024', appCpu: '512', appMemory: '1024' };

test('what somebody writes right before a run does slips in between, is put back as the newest version, and is live for the next run', async () => {
  const aws = await startAws({ services: [roomy('api')] });
  await runHere(aws, alone, FIRST);
  const theirs = { Name: LIVE, Value: JSON.stringify(THEIRS), Type: 'SecureString', Overwrite: true } as const;
  let left = 1;
  const gate = await openGate(aws, {
    before: async ({ parameter }) => {
      if (parameter === LIVE && left-- > 0) await ssm(aws).send(new PutParameterCommand(theirs));
    },
  });
  onTestFinished(() => gate.close());
  const ran = await invokeHere(aws, alone, { at: SECOND, environment: gate.environment });
  expect(ran.outcome.kind).toBe('returned');
  expect(reportOf(ran, 'api/production').publication).toMatchObject({
    kind: 'foreignWrite',
    detail: expect.stringMatching(/^Somebody .* stands\./),
  });
  expect(mailOf(ran)).toMatch(/^NOT WRITTEN api\/production\n.*\n {2}! Somebody wrote version 2 of .* stands\./m);
  expect(announcedIds(ran.mails)).toEqual([]);
  expect(documentAt(aws, 'api/production')).toEqual({ version: 4, sizes: THEIRS });

  const sent = mailsOf(aws).length;
  await runHere(aws, alone, THIRD);
  expect(mailsOf(aws).at(-1)?.body).toContain('taskCpu 512 -> 256');
  expect(announcedIds(mailsOf(aws).slice(sent))).toEqual(['api/production@5']);
  expect(documentAt(aws, 'api/production')).toEqual({ version: 5, sizes: RESIZED });
  expect(stateAt(aws, 'api/production').live).toMatchObject({ version: 5, announced: true });
});
