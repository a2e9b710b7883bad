import { expect, it } from 'vitest';
import { findTarget } from '../../../run/people/acting.ts';
import { readStanding } from '../../../run/people/standing.ts';
import { configurationOf, refusing, stageTarget } from '../../support/fake-ports.ts';
import { peopleWorld } from './people-world.ts';

const configuration = configurationOf(stageTarget('production'), stageTarget('val'));

it('finds a stage of a service', () => {
  expect(findTarget(configuration, 'connector', 'val').id).toBe('connector/val');
});

it.each([
  ['conector', 'val', 'No service conector in rightsizer.yml; there is connector; did you mean "connector"?'],
  [
    'connector',
    'vall',
    'The service connector has no stage vall in rightsizer.yml; there is production, val; did you mean "val"?',
  ],
])('names what there is for %s %s', (service, stage, message) => {
  expect(() => findTarget(configuration, service, stage)).toThrow(message);
});

it('names nothing where there is nothing', () => {
  expect(() => findTarget(configurationOf(), 'connector', 'val')).toThrow(/^No service connector in rightsizer\.yml$/);
});

it('says why the documents of a target cannot be read', async () => {
  const world = peopleWorld();
  world.home.documents.beforeRead = refusing('SSM GetParameters');
  await expect(readStanding(world.acting())).rejects.toThrow(
    'connector/production: PortError: SSM GetParameters: AccessDenied',
  );
});
