import { describe, expect, it } from 'vitest';
import { documentNames } from '../../../core/publication/target-documents.ts';
import { target } from '../../support/builders.ts';

describe('documentNames', () => {
  it('lies under the prefix, the service and the stage; copies beside the stage', () => {
    expect(documentNames(target({ stage: 'master', alsoPublishTo: ['default', 'demo'] }))).toEqual({
      live: '/rightsizer/connector/master',
      state: '/rightsizer/connector/master/state',
      proposed: '/rightsizer/connector/master/proposed',
      pin: '/rightsizer/connector/master/pin',
      copies: ['/rightsizer/connector/default', '/rightsizer/connector/demo'],
    });
  });
});
