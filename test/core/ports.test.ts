import { expect, it } from 'vitest';
import type { StoredDocument } from '../../core/model/stored-document.ts';
import {
  allReadable,
  type DocumentAnswers,
  DocumentExistsError,
  PortError,
  type UnreadableDocument,
} from '../../core/ports.ts';

it('tells a document that exists from any other broken call, and both by their names', () => {
  const cause = new Error('taken');
  const exists = new DocumentExistsError('PutParameter /rightsizer/api/val', { cause });
  expect(exists).toBeInstanceOf(PortError);
  expect([exists.name, new PortError('GetMetricData').name]).toEqual(['DocumentExistsError', 'PortError']);
  expect(exists.cause).toBe(cause);
});

it('gives documents to those who need all of them, and none when one cannot be read', () => {
  const stored = { text: '{}', version: 1 };
  expect(allReadable(new Map([['/a', stored]]))).toEqual(new Map([['/a', stored]]));
  const message = 'SSM GetParameters of /b: AccessDeniedException';
  const answers: DocumentAnswers = new Map<string, StoredDocument | UnreadableDocument>([
    ['/a', stored],
    ['/b', { kind: 'unreadable', message }],
  ]);
  expect(() => allReadable(answers)).toThrow(new PortError(message));
});
