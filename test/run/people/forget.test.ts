import { describe, expect, it } from 'vitest';
import type { Place } from '../../../core/ports.ts';
import { type DocumentRemover, type ForgetRequest, planForget } from '../../../run/people/forget.ts';
import { configurationOf, stageTarget } from '../../support/fake-ports.ts';
import { LIVE } from './people-world.ts';

const COPY = '/rightsizer/connector/default';

function shelf(...names: readonly string[]) {
  const there = new Set(names);
  const places: Place[] = [];
  return {
    names: there,
    places,
    removerOf(place: Place): DocumentRemover {
      places.push(place);
      return {
        region: place.region ?? 'us-east-1',
        read: async (wanted) =>
          new Map(wanted.filter((name) => there.has(name)).map((name) => [name, { text: '{}', version: 1 }])),
        remove: async (wanted) => wanted.filter((name) => there.delete(name)),
      };
    },
  };
}

const configuration = configurationOf(stageTarget('production', { alsoPublishTo: ['default'], region: 'eu-west-1' }));
const request: ForgetRequest = { configuration, service: 'connector', stage: 'production', copies: false };

describe('forgetting a stage', () => {
  it('deletes its four documents, and says what deployments read next', async () => {
    const ports = shelf(LIVE, `${LIVE}/state`, `${LIVE}/pin`, COPY, '/other');
    const plan = await planForget(request, ports.removerOf);
    expect(plan).toMatchObject({
      target: 'connector/production',
      region: 'eu-west-1',
      names: [LIVE, `${LIVE}/state`, `${LIVE}/pin`],
    });
    expect(plan.consequences).toEqual([
      `The next deployment that reads ${LIVE} gets the whole \`fallback\` of its serverless.yml, or fails where that has none.`,
      `${COPY} stays: stages that read it keep these sizes, and nobody updates them any more. --copies deletes it too.`,
      'rightsizer.yml still names connector/production: the next run begins with it anew. Take it out and deploy first.',
    ]);
    expect([...ports.names]).toHaveLength(5);
    expect(await plan.forget()).toEqual([LIVE, `${LIVE}/state`, `${LIVE}/pin`]);
    expect([...ports.names]).toEqual([COPY, '/other']);
  });

  it('deletes copies only when asked to', async () => {
    const ports = shelf(LIVE, COPY);
    const plan = await planForget({ ...request, copies: true }, ports.removerOf);
    expect(plan.names).toEqual([LIVE, COPY]);
    expect(plan.keptCopies).toEqual([]);
    expect(plan.consequences.join('\n')).toContain(`The next deployment that reads ${COPY} gets`);
  });

  it('knows stages that rightsizer.yml does not name any more, where the other stages of the service live', async () => {
    const ports = shelf('/rightsizer/connector/gone');
    const plan = await planForget({ ...request, stage: 'gone' }, ports.removerOf);
    expect(plan.names).toEqual(['/rightsizer/connector/gone']);
    expect(plan.consequences.join('\n')).toContain(
      'connector/gone is not in rightsizer.yml: copies of it under other names are not known',
    );
    expect(ports.places[0]).toMatchObject({ region: 'eu-west-1' });
    expect(ports.places[0]?.roleArn).toBeUndefined();
  });

  it('looks under another prefix when told', async () => {
    const ports = shelf('/old/connector/production/state');
    const plan = await planForget({ ...request, prefix: '/old' }, ports.removerOf);
    expect(plan.names).toEqual(['/old/connector/production/state']);
    expect(plan).not.toHaveProperty('live');
  });

  it("refuses where nothing is, and names that are nobody's", async () => {
    await expect(planForget(request, shelf().removerOf)).rejects.toThrow(
      `Nothing is stored under ${LIVE} in eu-west-1.`,
    );
    for (const odd of [{ stage: 'state' }, { service: 'a/b' }, { prefix: 'x' }])
      await expect(planForget({ ...request, stage: 'gone', ...odd }, shelf().removerOf)).rejects.toThrow(
        'is no name that the recommender gives',
      );
  });
});
