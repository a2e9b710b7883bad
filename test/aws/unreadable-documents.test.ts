import { describe, expect, it } from 'vitest';
import { SsmDocuments } from '../../aws/ssm-documents.ts';
import { callsOf, clientSet, fakeClock, rejection, startWorld } from './world.ts';

const ALWAYS = 1_000_000;

function store() {
  const { ssm, ssmOnce } = clientSet();
  return new SsmDocuments({ client: ssm, onceClient: ssmOnce, clock: fakeClock(), random: () => 0.5 });
}

async function written(names: readonly string[]) {
  const aws = await startWorld();
  const documents = store();
  for (const name of names) await documents.write({ name, text: '{}', type: 'SecureString', overwrite: false });
  return { aws, documents };
}

describe('a document that cannot be read', () => {
  it.each([
    ['accessDenied', /^SSM GetParameters of \/b: AccessDeniedException: /],
    ['keyDisabled', /^SSM GetParameters of \/b: InvalidKeyId: The key is disabled\./],
  ] as const)('by %s is told with its own error, and the others of its batch are read', async (fault, message) => {
    const { aws, documents } = await written(['/a', '/b', '/c']);
    aws.addFaults([{ operation: 'ssm.GetParameters', fault, mentions: '/b', count: ALWAYS }]);
    const answers = await documents.read(['/a', '/b', '/c', '/none']);
    expect([...answers]).toEqual([
      ['/a', { text: '{}', version: 1, type: 'SecureString' }],
      ['/b', { kind: 'unreadable', message: expect.stringMatching(message) }],
      ['/c', { text: '{}', version: 1, type: 'SecureString' }],
    ]);
  });

  it('costs one more call for each name of its batch, and none for other batches', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `/${index}`);
    const { aws, documents } = await written([]);
    aws.addFaults([{ operation: 'ssm.GetParameters', fault: 'accessDenied', mentions: '/3', count: ALWAYS }]);
    expect([...(await documents.read(names)).keys()]).toEqual(['/3']);
    const lengths = callsOf(aws, 'ssm.GetParameters').map(({ input }) => (input.Names as string[]).length);
    expect(lengths.sort()).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10, 2]);
  });

  it('does not hide the end of the run', async () => {
    const { aws, documents } = await written([]);
    aws.addFaults([{ operation: 'ssm.GetParameters', fault: 'delay', delayMilliseconds: 5000, count: ALWAYS }]);
    const controller = new AbortController();
    const reading = rejection(documents.read(['/a', '/b'], controller.signal));
    const reason = new Error('out of time');
    setTimeout(() => controller.abort(reason), 30);
    expect(await reading).toBe(reason);
  });
});
