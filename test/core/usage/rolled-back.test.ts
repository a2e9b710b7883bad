import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../core/model/service.ts';
import { rolledBackSize } from '../../../core/usage/rolled-back.ts';
import { DAY, size } from '../../support/builders.ts';

const HOUR = 3_600_000;
const RUNNING = size(1024, 4096);
const IMAGES = { connect: 'connect:1', agent: 'agent:1' };

/** A deployment that ECS took back in the given hour of `DAY`. */
function failed(hour: number, taskSize = size(512, 2048), images: Record<string, string> = IMAGES): Deployment {
  return {
    startedAt: DAY.startTime + hour * HOUR,
    outcome: 'rolledBack',
    revision: { taskDefinitionArn: 'arn:2', taskSize, images },
  };
}

const deployed = (...[hour, taskSize, images]: Parameters<typeof failed>): Deployment => ({
  ...failed(hour, taskSize ?? RUNNING, images),
  outcome: 'successful',
});

describe('the size that ECS took back', () => {
  it('is that of the newest deployment that was rolled back, in any order, and what ran before it where that is known', () => {
    const before = { taskDefinitionArn: 'arn:1', taskSize: RUNNING, images: IMAGES };
    const newest: Deployment = { ...failed(5, size(256, 512)), before };
    const expected = { at: newest.startedAt, taskSize: size(256, 512), before: RUNNING };
    expect(rolledBackSize([failed(3), newest, failed(4)], RUNNING, DAY)).toEqual(expected);
    expect(rolledBackSize([failed(4), newest, failed(3)].toReversed(), RUNNING, DAY)).toEqual(expected);
    expect(rolledBackSize([failed(3)], RUNNING, DAY)).toEqual({ at: failed(3).startedAt, taskSize: size(512, 2048) });
  });

  it.each<[string, readonly Deployment[]]>([
    ['nothing was deployed', []],
    ['what was deployed stayed', [deployed(3, size(512, 2048))]],
    ['it is the size that runs', [failed(3, RUNNING)]],
    ['it was before the window', [failed(-1)]],
    ['other images have been deployed since', [failed(3), deployed(4, RUNNING, { ...IMAGES, connect: 'connect:2' })]],
    ['the same size was deployed since', [failed(3), deployed(4, size(512, 2048)), deployed(5)]],
  ])('is none, when %s', (_, deployments) => {
    expect(rolledBackSize(deployments, RUNNING, DAY)).toBeUndefined();
  });

  it.each<[string, Deployment]>([
    ['the same images, whatever their order', deployed(4, RUNNING, { agent: 'agent:1', connect: 'connect:1' })],
    ['other images before it', deployed(2, RUNNING, { connect: 'connect:0' })],
    ['the same size before it', deployed(2, size(512, 2048))],
    ['other images that failed too', failed(4, RUNNING, { connect: 'connect:2' })],
  ])('stays suspect after %s', (_, other) => {
    expect(rolledBackSize([failed(3), other], RUNNING, DAY)?.taskSize).toEqual(size(512, 2048));
  });

  it('is an older one, when the newest was answered and the older was not', () => {
    const newest = failed(5, size(256, 512), { connect: 'broken' });
    // The images of the older failure run: they are not at fault, so its size is.
    expect(rolledBackSize([failed(3), newest, deployed(6)], RUNNING, DAY)?.taskSize).toEqual(size(512, 2048));
  });
});
