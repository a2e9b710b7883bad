import { describe, expect, it } from 'vitest';
import { SsmDocuments } from '../../aws/ssm-documents.ts';
import { allReadable, DocumentExistsError, type DocumentWrite, PortError } from '../../core/ports.ts';
import { alterOutput, callsOf, clientSet, fakeClock, rejection, startWorld } from './world.ts';

function store(clock = fakeClock()) {
  const { ssm, ssmOnce } = clientSet();
  return new SsmDocuments({ client: ssm, onceClient: ssmOnce, clock, random: () => 0.5 });
}

function write(overrides: Partial<DocumentWrite> = {}): DocumentWrite {
  return {
    name: '/rightsizer/api/val',
    text: '{"taskCpu":"256"}',
    type: 'SecureString',
    overwrite: true,
    ...overrides,
  };
}

const unreadable = (message: string) => ({ kind: 'unreadable', message });

describe('writing documents', () => {
  it('writes the type that is asked for, in the standard tier, and returns the version', async () => {
    const aws = await startWorld();
    const documents = store();
    expect(await documents.write(write())).toBe(1);
    expect(await documents.write(write({ name: '/rightsizer/api/val/state', type: 'String' }))).toBe(1);
    expect(await documents.write(write({ text: '{"taskCpu":"512"}' }))).toBe(2);
    expect(aws.parameters()).toMatchObject([
      { name: '/rightsizer/api/val', type: 'SecureString', version: 2, value: '{"taskCpu":"512"}' },
      { name: '/rightsizer/api/val/state', type: 'String', version: 1 },
    ]);
    expect(callsOf(aws, 'ssm.PutParameter')[0]?.input).toMatchObject({ Tier: 'Standard', Overwrite: true });
  });

  it('says so when a document that must not be overwritten exists', async () => {
    const aws = await startWorld();
    const documents = store();
    await documents.write(write({ overwrite: false }));
    const error = await rejection(documents.write(write({ overwrite: false, text: '{}' })));
    expect(error).toBeInstanceOf(DocumentExistsError);
    expect(error.message).toBe('/rightsizer/api/val exists already.');
    expect(aws.parameters()).toMatchObject([{ version: 1 }]);
  });

  it('sends three writes a second', async () => {
    await startWorld();
    const clock = fakeClock();
    const documents = store(clock);
    for (let index = 0; index < 7; index += 1) await documents.write(write({ name: `/rightsizer/api/stage${index}` }));
    expect(clock.sleeps).toEqual([1000, 1000]);
  });

  it('tries a throttled write again, with a pause', async () => {
    const aws = await startWorld();
    aws.addFaults([{ operation: 'ssm.PutParameter', fault: 'throttle', count: 2 }]);
    const clock = fakeClock();
    expect(await store(clock).write(write())).toBe(1);
    expect(clock.sleeps).toEqual([200, 400]);
  });

  it('gives up on a write that stays throttled after six tries', async () => {
    const aws = await startWorld();
    aws.addFaults([{ operation: 'ssm.PutParameter', fault: 'throttle', count: 20 }]);
    const error = await rejection(store().write(write()));
    expect(error).toBeInstanceOf(PortError);
    expect(error.message).toBe('SSM PutParameter of /rightsizer/api/val: ThrottlingException: Rate exceeded');
    expect(callsOf(aws, 'ssm.PutParameter')).toHaveLength(6);
  });

  it.each(['cutAfterWork', 'cut', 'error500', 'garbage', 'accessDenied'] as const)(
    'sends a write once when %s hits it, so that there is never a second version',
    async (fault) => {
      const aws = await startWorld();
      const documents = store();
      await documents.read(['/warm/up']);
      aws.addFaults([{ operation: 'ssm.PutParameter', fault }]);
      const error = await rejection(documents.write(write()));
      expect(error).toBeInstanceOf(PortError);
      expect(error.message).toContain('SSM PutParameter of /rightsizer/api/val: ');
      expect(error.cause).toBeInstanceOf(Error);
      expect(callsOf(aws, 'ssm.PutParameter')).toHaveLength(1);
      const found = allReadable(await documents.read(['/rightsizer/api/val']));
      const done = fault === 'cutAfterWork' || fault === 'garbage';
      expect(found.get('/rightsizer/api/val')?.version).toBe(done ? 1 : undefined);
    },
  );
});

describe('reading documents', () => {
  it('reads decrypted, ten names a call, and leaves out what does not exist', async () => {
    const aws = await startWorld();
    const documents = store();
    await documents.write(write());
    await documents.write(write({ text: '{"taskCpu":"1024"}' }));
    const missing = Array.from({ length: 22 }, (_, index) => `/rightsizer/none/${index}`);
    const found = await documents.read([...missing, '/rightsizer/api/val', '/rightsizer/api/val']);
    expect([...found]).toEqual([
      ['/rightsizer/api/val', { text: '{"taskCpu":"1024"}', type: 'SecureString', version: 2 }],
    ]);
    const names = callsOf(aws, 'ssm.GetParameters').map(({ input }) => (input.Names as string[]).length);
    expect(names.sort()).toEqual([10, 10, 3]);
  });

  it('asks nothing for no names', async () => {
    const aws = await startWorld();
    expect(await store().read([])).toEqual(new Map());
    expect(aws.calls()).toEqual([]);
  });

  it('gives the history newest first, over all pages', async () => {
    const aws = await startWorld();
    const documents = store();
    for (let version = 1; version <= 53; version += 1) await documents.write(write({ text: `{"v":"${version}"}` }));
    const history = await documents.history('/rightsizer/api/val');
    expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 53 }, (_, index) => 53 - index));
    expect(history.at(-1)?.text).toBe('{"v":"1"}');
    expect(callsOf(aws, 'ssm.GetParameterHistory')).toHaveLength(2);
    expect(await documents.history('/rightsizer/none')).toEqual([]);
  });

  it('survives a connection that is cut', async () => {
    const aws = await startWorld();
    const documents = store();
    await documents.write(write());
    aws.addFaults([{ operation: 'ssm.GetParameters', fault: 'cut' }]);
    expect((await documents.read(['/rightsizer/api/val'])).size).toBe(1);
  });

  it('names the call and keeps the cause when it fails, without a word of the answer', async () => {
    const aws = await startWorld();
    aws.addFaults([
      { operation: 'ssm.GetParameters', fault: 'garbage' },
      { operation: 'ssm.GetParameterHistory', fault: 'accessDenied' },
    ]);
    const garbage = (await store().read(['/a'])).get('/a');
    expect(garbage).toEqual(unreadable('SSM GetParameters of /a: SyntaxError: the answer cannot be read'));
    const denied = await rejection(store().history('/a'));
    expect(denied).toBeInstanceOf(PortError);
    expect(denied.message).toMatch(/^SSM GetParameterHistory of \/a: AccessDeniedException: User: /);
    expect(denied.cause).toMatchObject({ name: 'AccessDeniedException' });
  });

  it('does not take silence for absence', async () => {
    await startWorld();
    const { ssm, ssmOnce } = clientSet();
    alterOutput(ssm, (output) => {
      output.InvalidParameters = [];
    });
    const answers = await new SsmDocuments({ client: ssm, onceClient: ssmOnce }).read(['/a', '/b']);
    expect([...answers]).toEqual(
      ['/a', '/b'].map((name) => [
        name,
        unreadable(`SSM GetParameters of ${name}: the answer does not mention ${name}`),
      ]),
    );
  });

  it('refuses answers without a value or a version', async () => {
    await startWorld();
    const { ssm, ssmOnce } = clientSet();
    const documents = new SsmDocuments({ client: ssm, onceClient: ssmOnce });
    await documents.write(write());
    alterOutput(ssm, (output) => {
      output.Parameters = [{ Name: '/rightsizer/api/val', Version: 1 }];
    });
    alterOutput(ssmOnce, (output) => {
      output.Version = undefined;
    });
    const [answer] = (await documents.read(['/rightsizer/api/val'])).values();
    expect(answer).toEqual(unreadable(expect.stringContaining('lacks a value')));
    expect((await rejection(documents.history('/rightsizer/api/val'))).message).toContain('lacks a value');
    expect((await rejection(documents.write(write()))).message).toContain('names no version');
  });

  it('stops with the reason of the signal', async () => {
    const aws = await startWorld();
    aws.addFaults([{ operation: 'ssm.GetParameters', fault: 'delay', delayMilliseconds: 5000 }]);
    const controller = new AbortController();
    const reading = rejection(store().read(['/a'], controller.signal));
    const reason = new Error('out of time');
    setTimeout(() => controller.abort(reason), 30);
    expect(await reading).toBe(reason);
    expect(await rejection(store().history('/a', controller.signal))).toBe(reason);
  });
});
