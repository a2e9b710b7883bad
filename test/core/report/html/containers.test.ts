import { describe, expect, it } from 'vitest';
import { containerTexts } from '../../../../core/report/html/containers.ts';
import { CONNECTOR_CONTAINERS, container, decided, inputOf } from '../../../support/builders.ts';

const textsOf = (containers: typeof CONNECTOR_CONTAINERS) => {
  const input = inputOf({ service: { containers } });
  return containerTexts(input.evidence, decided(input));
};

describe('the memory of the containers', () => {
  it('is told of those that get some, and of no other', () => {
    const texts = textsOf([...CONNECTOR_CONTAINERS, container('extra')]);
    expect(texts.map((text) => text.split(':')[0])).toEqual(['connect', 'instantclient']);
  });

  it('is what comes alone, where nothing was declared', () => {
    const [connect] = textsOf([container('connect'), container('instantclient', { memoryMiB: 2048 })]);
    expect(connect).toMatch(/^connect: \d+ MiB; /);
  });
});
