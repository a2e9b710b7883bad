import { describe, expect, it } from 'vitest';
import type { RecommendInput } from '../../../../core/decision/evidence.ts';
import { alternativesOf } from '../../../../core/report/html/alternatives.ts';
import { containerTexts } from '../../../../core/report/html/containers.ts';
import { floorOf, floorText } from '../../../../core/report/html/floors.ts';
import { usagePicture } from '../../../../core/report/html/usage-picture.ts';
import { container, context, DAY, decided, flat, NO_DATA, parameterKeys, size } from '../../../support/builders.ts';
import { plain } from '../../../support/plain.ts';

const APP = { parameters: parameterKeys({ app: { memory: 'm' } }) };

/** A heap of 2560 MiB, which takes 2560 × 1.25 = 3200 MiB. */
function withHeap(): RecommendInput {
  const heap = { maximumMiB: 2560, source: 'command' } as const;
  return plain({ target: APP, service: { containers: [container('app', { memoryMiB: 4096, heap })] } });
}

describe('the floor under a task', () => {
  it('is that of the largest heap, in words and in the picture of memory', () => {
    const input = withHeap();
    const recommendation = decided(input);
    const floor = floorOf(recommendation, 'memory');
    expect(floor).toEqual({ amount: 3200, causes: ['heap'] });
    expect(floor && floorText(floor, 'MiB')).toBe('floor 3200 MiB (heap)');
    const picture = usagePicture(input.evidence, recommendation, 'memory');
    expect(picture?.floor).toEqual(floor);
    expect(picture?.description).toContain('; floor 3200 MiB (heap)');
  });

  it('is that of a kill and of the configuration, together', () => {
    const kills = [{ container: 'app', limitMiB: 2048, at: DAY.startTime, floorMiB: 2560 }];
    const input = plain({
      target: { ...APP, minimumTaskSize: { cpuUnits: 512, memoryMiB: 2048 } },
      service: { containers: [container('app', { memoryMiB: 4096 })] },
      evidence: { context: context({ kills }) },
    });
    expect(floorOf(decided(input), 'memory')).toEqual({ amount: 2560, causes: ['configured', 'memory kill'] });
    expect(floorOf(decided(input), 'cpu')).toEqual({ amount: 512, causes: ['configured'] });
  });

  it('is what the task has where the data is too poor for less', () => {
    expect(floorOf(decided(plain({ evidence: { cpu: NO_DATA } })), 'cpu')).toEqual({
      amount: 1024,
      causes: ['too little data'],
    });
  });

  it('is none where only use asks for memory, and then no size is ruled out', () => {
    const input = plain({});
    expect(floorOf(decided(input), 'memory')).toBeUndefined();
    expect(alternativesOf(input.evidence, decided(input)).sizes.flatMap(({ below }) => below)).toEqual([]);
  });

  it('rules out the sizes below it', () => {
    const { evidence } = withHeap();
    const running = { ...evidence, service: { ...evidence.service, taskSize: size(512, 1024) } };
    const found = alternativesOf(running, decided(withHeap())).sizes.filter(({ task }) => task.memoryMiB < 3200);
    expect(found.map(({ below }) => below)).toContainEqual(['floor 3200 MiB (heap)']);
  });
});

describe('the memory of the containers', () => {
  const two = { parameters: parameterKeys({ app: { memory: 'a' }, idle: { memory: 'b' }, quiet: { memory: 'c' } }) };
  const containers = ['app', 'idle', 'quiet'].map((name) => container(name, { memoryMiB: 1024 }));

  it('is told with the peak and the headroom above it, or that nobody measures it', () => {
    const input = plain({
      target: two,
      service: { containers },
      evidence: { containers: { app: { cpu: flat(100), memory: flat(400) }, idle: { cpu: flat(0), memory: flat(0) } } },
    });
    const recommendation = decided(input);
    const memory = recommendation.sizes.containers.app?.memoryMiB ?? 0;
    const [app, idle, quiet] = containerTexts(input.evidence, recommendation);
    expect(app).toContain(`its peak was 400 MiB, ${Math.round((memory / 400 - 1) * 100)} % of headroom above it.`);
    expect(app).toMatch(memory === 1024 ? /^app: 1024 MiB; / : /^app: 1024 -> \d+ MiB; /);
    expect(idle).toMatch(/; it used nothing\.$/);
    expect(quiet).toMatch(/; no metrics of its own\.$/);
  });

  it('is left out where a container has no number', () => {
    const input = plain({ service: { containers: [container('bare', {})] } });
    expect(containerTexts(input.evidence, decided(input))).toEqual([]);
  });
});
