import { describe, expect, it } from 'vitest';
import { ecsListing } from '../../aws/ecs-listing.ts';
import { EcsReads } from '../../aws/ecs-reads.ts';
import { ecs, scenario, serve, service } from '../local/embedded-aws.ts';

const signal = new AbortController().signal;

async function world(services = [service()]) {
  const server = await serve({ scenario: scenario({ services }) });
  return { server, listing: ecsListing(new EcsReads({ client: ecs(server) })) };
}

describe('the list of services', () => {
  it('has those of every cluster with their tags and what they run on', async () => {
    const { listing } = await world([
      service({ tags: { app: 'orders', 'aws:cloudformation:stack-name': 'orders-val' } }),
      service({ cluster: 'green', service: 'web', launch: 'FARGATE_SPOT strategy' }),
      service({ cluster: 'green', service: 'old', launch: 'EC2' }),
    ]);
    expect(await listing.list(signal)).toMatchObject([
      {
        cluster: 'blue',
        service: 'api',
        accountId: '123456789012',
        tags: { app: 'orders', 'aws:cloudformation:stack-name': 'orders-val' },
        isFargate: true,
        runsSince: expect.any(Number),
      },
      { cluster: 'green', service: 'web', tags: {}, isFargate: true },
      { cluster: 'green', service: 'old', tags: {}, isFargate: false },
    ]);
  });

  it('of more than a page and more than a call describes is whole', async () => {
    const names = Array.from({ length: 123 }, (_, index) => `api-${index}`);
    const { listing, server } = await world(names.map((name) => service({ service: name })));
    expect((await listing.list(signal)).map((each) => each.service).sort()).toEqual(names.toSorted());
    const count = (name: string) => server.calls().filter(({ operation }) => operation.endsWith(name)).length;
    expect([count('ListClusters'), count('ListServices'), count('DescribeServices')]).toEqual([1, 2, 13]);
  });

  it('of one cluster asks for no others', async () => {
    const { listing, server } = await world([service(), service({ cluster: 'green', service: 'web' })]);
    expect((await listing.list(signal, 'green')).map((each) => each.service)).toEqual(['web']);
    expect(server.calls().map(({ operation }) => operation)).not.toContain('ecs.ListClusters');
  });

  it('of a cluster that is not there is empty, and leaves out what is being taken away', async () => {
    const { listing } = await world([
      service({ status: 'DRAINING' }),
      service({ service: 'gone', status: 'INACTIVE' }),
    ]);
    expect(await listing.list(signal, 'nowhere')).toEqual([]);
    expect(await listing.list(signal)).toEqual([]);
  });

  it('that is denied says which call', async () => {
    const { listing, server } = await world();
    server.addFaults([{ operation: 'ecs.ListClusters', fault: 'accessDenied', count: 9 }]);
    await expect(listing.list(signal)).rejects.toThrow('ECS ListClusters');
  });
});
