import { describe, expect, test } from 'vitest';
import { announcedIds, configuration, configured, documentAt, invokeHere, RUNNING, roomy, startAws } from './world.ts';

const OTHER = '210987654321';
const ROLE = `arn:aws:iam::${OTHER}:role/rightsizer`;
const apply = { policy: 'quick', mode: 'apply' };

describe('targets in other places', () => {
  test('in another account get their documents there, under the role; in another region, in that region', async () => {
    const yml = configuration({
      home: configured('home'),
      far: configured('far', { roleArn: ROLE }),
      west: configured('west', { region: 'eu-west-1' }),
      both: configured('both', { stages: { production: { ...apply, region: 'eu-west-1', roleArn: ROLE } } }),
    });
    const west = { region: 'eu-west-1' };
    const aws = await startAws({
      services: [
        roomy('home'),
        roomy('far', { account: OTHER }),
        roomy('west', west),
        roomy('both', { ...west, account: OTHER }),
      ],
    });
    const ran = await invokeHere(aws, yml);
    expect(ran.report.totals).toMatchObject({ targets: 4, changed: 4, failed: 0 });
    const places = {
      home: { account: '123456789012', region: 'us-east-1' },
      far: { account: OTHER, region: 'us-east-1' },
      west: { account: '123456789012', region: 'eu-west-1' },
      both: { account: OTHER, region: 'eu-west-1' },
    };
    for (const [service, place] of Object.entries(places)) {
      expect(documentAt(aws, `${service}/production`, place), service).toEqual({ version: 1, sizes: RUNNING });
      expect(aws.parameters().filter(({ name }) => name.startsWith(`/rightsizer/${service}/`))).toHaveLength(2);
      const calls = ran.calls.filter(({ operation, input }) =>
        operation.startsWith('ssm.') ? JSON.stringify(input).includes(`/${service}/`) : input.cluster === service,
      );
      for (const call of calls) expect(call, service).toMatchObject(place);
      expect(calls.length, service).toBeGreaterThan(4);
    }
    const roles = ran.calls.filter(({ operation }) => operation === 'sts.AssumeRole');
    expect(roles.map(({ input }) => input.RoleArn)).toEqual([ROLE, ROLE]);
    const publishes = ran.calls.filter(({ operation }) => operation === 'sns.Publish');
    expect(publishes).toEqual([expect.objectContaining(places.home)]);
    expect(announcedIds(ran.mails)).toHaveLength(4);
  });
});
