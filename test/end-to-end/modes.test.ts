import { describe, expect, test } from 'vitest';
import {
  announcedIds,
  configuration,
  configured,
  documentAt,
  FIRST,
  invokeHere,
  mailOf,
  paragraphOf,
  RESIZED,
  RUNNING,
  reportOf,
  roomy,
  runHere,
  SECOND,
  startAws,
  stateAt,
  THIRD,
  writesOf,
} from './world.ts';

const OTHER = '210987654321';
const ROLE = `arn:aws:iam::${OTHER}:role/rightsizer`;
const apply = { policy: 'quick', mode: 'apply' };

describe('a stage under propose beside a stage under apply', () => {
  const yml = configuration({
    api: configured('api-{stage}', { stages: { production: { policy: 'quick' }, staging: apply } }),
  });

  test('gets its sizes proposed once, and never a live document; the other is recorded and resized', async () => {
    const aws = await startAws({ services: [roomy('api-production'), roomy('api-staging')] });
    const first = await invokeHere(aws, yml, { at: FIRST });
    expect(documentAt(aws, 'api/production/proposed')).toEqual({ version: 1, sizes: RESIZED });
    expect(documentAt(aws, 'api/staging')).toEqual({ version: 1, sizes: RUNNING });
    expect(paragraphOf(mailOf(first), 'api/production')).toMatch(
      /^PROPOSED [\s\S]*taskCpu 1024 -> 256[\s\S]*Nothing changes until somebody approves/,
    );
    expect(reportOf(first, 'api/production').publication).toMatchObject({ kind: 'proposed', version: 1 });
    expect(stateAt(aws, 'api/production').proposed).toMatchObject({ version: 1, announced: true });

    const second = await invokeHere(aws, yml, { at: SECOND });
    expect(writesOf(second.calls)).toEqual(['api/staging/state', 'api/staging', 'api/staging/state']);
    expect(mailOf(second)).not.toContain('api/production');
    expect(documentAt(aws, 'api/staging')).toEqual({ version: 2, sizes: RESIZED });

    await runHere(aws, yml, THIRD);
    const names = aws.parameters().map(({ name }) => name.replace('/rightsizer/api/', ''));
    expect(names.toSorted()).toEqual(['production/proposed', 'production/state', 'staging', 'staging/state']);
    expect(documentAt(aws, 'api/production/proposed')?.version).toBe(1);
  });
});

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

  test('whose role is refused fail alone, and say so', async () => {
    const yml = configuration({ home: configured('home'), far: configured('far', { roleArn: ROLE }) });
    const services = [roomy('home'), roomy('far', { account: OTHER })];
    const aws = await startAws({ services, refusedRoles: [ROLE] });
    const ran = await invokeHere(aws, yml);
    expect(ran.outcome.kind).toBe('returned');
    expect(reportOf(ran, 'far/production').outcome).toBe('failed');
    expect(paragraphOf(mailOf(ran), 'far/production')).toMatch(/^FAILED far\/production\n.*AccessDenied/);
    expect(documentAt(aws, 'home/production')).toEqual({ version: 1, sizes: RUNNING });
    expect(
      aws
        .parameters()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['/rightsizer/home/production', '/rightsizer/home/production/state']);
  });
});
