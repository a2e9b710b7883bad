import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { documentRemover } from '../../aws/ssm-removal.ts';
import { ssm } from '../local/embedded-aws.ts';
import { startWorld } from './world.ts';

it('deletes more than ten documents, tells which were there, and does no harm twice', async () => {
  const aws = await startWorld();
  const names = Array.from({ length: 12 }, (_, index) => `/rightsizer/api/s${index}`);
  for (const Name of [...names, '/other'])
    await ssm(aws).send(new PutParameterCommand({ Name, Value: '{}', Type: 'String' }));
  const removal = documentRemover({}, 'us-east-1');
  expect((await removal.read([...names, '/rightsizer/none'])).size).toBe(12);
  expect((await removal.remove([...names, '/rightsizer/none'])).toSorted()).toEqual(names.toSorted());
  expect(aws.parameters().map(({ name }) => name)).toEqual(['/other']);
  expect(await removal.remove(names)).toEqual([]);
});

it('deletes in the region of the place, and names the call that is refused', async () => {
  const aws = await startWorld();
  const removal = documentRemover({ region: 'eu-west-1' }, 'us-east-1');
  expect(removal.region).toBe('eu-west-1');
  aws.addFaults([{ operation: 'ssm.DeleteParameters', fault: 'accessDenied' }]);
  await expect(removal.remove(['/a'])).rejects.toThrow('SSM DeleteParameters of /a: AccessDeniedException');
  expect(aws.calls().at(-1)).toMatchObject({ region: 'eu-west-1' });
});
