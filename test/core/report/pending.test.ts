import { describe, expect, it } from 'vitest';
import { nowhereOf, pendingOf } from '../../../core/report/pending.ts';
import { changedTarget, reportOf, resize } from '../../support/reports.ts';
import { TARGETS } from './news-reports.ts';

const APPROVE = 'npx rightsizer approve connector production --proposal 4';
const REJECT = 'npx rightsizer reject connector production --proposal 4 --why "..."';

describe('what waits for somebody', () => {
  it('is a proposal, with the commands that answer it', () => {
    expect(pendingOf(TARGETS.toApprove)).toEqual([
      {
        kind: 'approval',
        id: 'connector/production',
        text: 'Proposal 4, 1024 CPU / 4096 MiB, waits for approval.',
        commands: [APPROVE, REJECT],
      },
    ]);
  });

  it('is a size that is live and does not run, which no command of this tool deploys', () => {
    expect(pendingOf(TARGETS.toDeploy)).toEqual([
      {
        kind: 'deployment',
        id: 'connector/production',
        text: '1024 CPU / 6144 MiB is not deployed since 2026-11-20 06:00 UTC: 18.57 USD a month wait.',
        commands: [],
      },
    ]);
  });

  it('is a pin that keeps another size waiting, and no other pin', () => {
    const [found, ...more] = pendingOf(TARGETS.heldByPin);
    expect([found?.kind, found?.commands, more]).toEqual(['pin', ['npx rightsizer unpin connector production'], []]);
    expect(pendingOf({ ...TARGETS.heldByPin, holds: [] })).toEqual([]);
  });

  it('is what failed and what must be looked at', () => {
    expect(pendingOf(TARGETS.failed).map(({ kind }) => kind)).toEqual(['failure']);
    expect(pendingOf(TARGETS.alert).map(({ kind }) => kind)).toEqual(['alert']);
  });

  it('is nothing where a run goes on by itself', () => {
    expect([TARGETS.held, TARGETS.nothing, TARGETS.skipped].flatMap(pendingOf)).toEqual([]);
    expect(pendingOf(changedTarget({ publication: resize({ kind: 'planned' }) }))).toEqual([]);
  });
});

describe('a service that is deployed nowhere', () => {
  const gone = { outcome: 'skipped', skipReason: 'NotDeployed', region: 'eu-west-1' } as const;

  it('is one of which no stage is found, with where it was looked for', () => {
    const targets = [
      reportOf('shop/val', gone),
      reportOf('shop/production', { ...gone, account: '123456789012' }),
      reportOf('web/val', gone),
      reportOf('web/production'),
    ];
    expect(nowhereOf(targets)).toEqual([
      { service: 'shop', stages: 2, regions: ['eu-west-1'], accounts: ['123456789012'] },
    ]);
  });
});
