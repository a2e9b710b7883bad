import { describe, expect, it } from 'vitest';
import { anewAdvice, mendAdvice, typeProblem } from '../../../core/model/stored-document.ts';

describe('a document of another type', () => {
  it('is a problem, for no deployment parses it, and is made anew by deleting it', () => {
    expect(typeProblem({ text: '{}', version: 1, type: 'String' })).toContain('stored as String');
    expect(typeProblem({ text: '{}', version: 1, type: 'StringList' })).toContain('stored as StringList');
    expect(typeProblem({ text: '{}', version: 1 })).toBeUndefined();
    expect(anewAdvice('/a/b')).toContain('aws ssm delete-parameter --name /a/b');
  });

  it.each([
    ['that the next run repairs', 'SecureString', true, 'The next run repairs it, or "rightsizer rollback".'],
    ['that no run looks at', 'SecureString', false, '"rightsizer rollback" puts an earlier version back.'],
    ['that no write mends', 'String', true, anewAdvice('/a/b')],
  ])('is mended, when it is one %s', (_, type, runs, advice) => {
    expect(mendAdvice({ name: '/a/b', live: { text: '', version: 1, type }, runs })).toBe(advice);
  });
});
