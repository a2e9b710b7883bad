import { expect, it } from 'vitest';
import { DocumentExistsError, PortError } from '../../core/ports.ts';

it('tells a document that exists from any other broken call, and both by their names', () => {
  const cause = new Error('taken');
  const exists = new DocumentExistsError('PutParameter /rightsizer/api/val', { cause });
  expect(exists).toBeInstanceOf(PortError);
  expect([exists.name, new PortError('GetMetricData').name]).toEqual(['DocumentExistsError', 'PortError']);
  expect(exists.cause).toBe(cause);
});
