import { describe, expect, it } from 'vitest';
import { anewAdvice, typeProblem } from '../../../core/model/stored-document.ts';

describe('a document of another type', () => {
  it('is a problem, for no deployment parses it, and is made anew by deleting it', () => {
    expect(typeProblem({ text: '{}', version: 1, type: 'String' })).toContain('stored as String');
    expect(typeProblem({ text: '{}', version: 1 })).toBeUndefined();
    expect(anewAdvice('/a/b')).toContain('aws ssm delete-parameter --name /a/b');
  });
});
