import { describe, expect, it } from 'vitest';
import type { DecidedRecommendation, Recommendation } from '../../../core/decision/recommendation.ts';
import type { Sizes } from '../../../core/model/sizes.ts';
import type { StoredDocument } from '../../../core/model/stored-document.ts';
import { isProposalStale, type PlanInput, planPublication } from '../../../core/publication/plan-publication.ts';
import { parseContext, renderDocument, type SizesDocument } from '../../../core/publication/sizes-document.ts';
import { shortHash } from '../../../core/publication/stored-text.ts';
import { parseSizes } from '../../../core/publication/target-documents.ts';
import { container, decided, inputOf, parameterKeys, service, size, target } from '../../support/builders.ts';
import { allowing, BEFORE as RUNNING } from '../../support/reports.ts';

const SMALLER: SizesDocument = {
  taskCpu: '1024',
  taskMemory: '4096',
  connectContainerCpu: '1024',
  connectContainerMemory: '4000',
  instantclientContainerMemory: '96',
};
const SMALLER_SIZES: Sizes = {
  task: size(1024, 4096),
  containers: { connect: { cpuUnits: 1024, memoryMiB: 4000 }, instantclient: { memoryMiB: 96 } },
};
const smaller: DecidedRecommendation = {
  ...decided(inputOf()),
  sizes: SMALLER_SIZES,
  applicable: allowing(SMALLER_SIZES),
};
const nothing: Recommendation = {
  kind: 'skipped',
  skipReason: 'NoData',
  sizes: { task: size(2048, 6144), containers: {} },
  verdict: { kind: 'silent', reasons: [] },
  reasons: [],
  assessments: {},
};
const stored = (document: SizesDocument | string, version = 1) => ({
  text: typeof document === 'string' ? document : renderDocument(document),
  version,
});

interface Fields extends Partial<Omit<PlanInput, 'live' | 'proposed'>> {
  readonly live?: StoredDocument;
  readonly proposed?: StoredDocument;
}

function inputFor({ live, proposed, ...fields }: Fields): PlanInput {
  const given = { target: target(), service: service(), recommendation: smaller, history: [], ...fields };
  const context = parseContext(given.target, given.service);
  return { ...given, live: parseSizes(live, context), proposed: parseSizes(proposed, context) };
}

const plan = (fields: Fields = {}) => planPublication(inputFor(fields));

describe('what a person must approve in `apply`', () => {
  const asking: DecidedRecommendation = {
    ...smaller,
    applicable: allowing(smaller.sizes, { proposal: smaller.sizes, asks: true }),
  };
  const live = stored(SMALLER);
  const grown = {
    ...asking,
    applicable: { ...asking.applicable, proposal: { ...SMALLER_SIZES, task: size(2048, 4096) } },
  };
  const after = { ...SMALLER, taskCpu: '2048' };

  it('is proposed beside what is live', () => {
    const write = { destination: 'proposed', cause: 'resize', before: SMALLER, after };
    expect(plan({ live, recommendation: grown })).toEqual(write);
    expect(plan({ live, recommendation: { ...grown, applicable: allowing(SMALLER_SIZES) } })).toBeUndefined();
  });

  it('stands once it is proposed, and is stale when nobody is asked any more', () => {
    const proposed = stored(after);
    expect(plan({ live, proposed, recommendation: grown })).toBeUndefined();
    expect(isProposalStale(inputFor({ live, proposed, recommendation: grown }))).toBe(false);
    expect(isProposalStale(inputFor({ live, proposed, recommendation: smaller }))).toBe(true);
  });

  it('comes after what is written without it', () => {
    expect(plan({ live: stored(RUNNING), recommendation: grown })).toMatchObject({
      destination: 'live',
      after: SMALLER,
    });
  });
});

describe('what is written in `apply`', () => {
  it('is the decided size at first, where ECS itself would refuse what runs: there is no way back to it', () => {
    // connect has 2048 CPU units.
    const crowded = service({ taskSize: size(1024, 6144) });
    expect(plan({ service: crowded })).toEqual({ destination: 'live', cause: 'resize', after: SMALLER });
    expect(plan({ service: crowded, recommendation: nothing })).toBeUndefined();
    const unfit = { ...smaller, applicable: allowing({ ...SMALLER_SIZES, task: size(1024, 2048) }) };
    expect(plan({ service: crowded, recommendation: unfit })).toBeUndefined();
  });

  it('is the decided size at first, where a container runs without a limit and would get less than it needs', () => {
    const parameters = parameterKeys({ connect: { memory: 'connectMemory' }, sidecar: { memory: 'sidecarMemory' } });
    const containers = [container('connect', { memoryMiB: 4096 }), container('sidecar', { essential: false })];
    const fits = allowing({
      task: size(2048, 8192),
      containers: { connect: { memoryMiB: 5000 }, sidecar: { memoryMiB: 3192 } },
    });
    const needing = (memoryMiB: number): DecidedRecommendation => ({
      ...smaller,
      applicable: fits,
      bounds: {
        ...smaller.bounds,
        containers: new Map([['sidecar', { minimum: size(0, 0), needed: size(0, memoryMiB) }]]),
      },
    });
    const given = { target: target({ parameters }), service: service({ containers }) };
    // 6144 less the 4096 of connect are the sidecar's.
    expect(plan({ ...given, recommendation: needing(2048) })).toMatchObject({
      cause: 'baseline',
      after: { sidecarMemory: '2048' },
    });
    expect(plan({ ...given, recommendation: needing(2049) })).toMatchObject({
      destination: 'live',
      cause: 'resize',
      after: { taskMemory: '8192', sidecarMemory: '3192' },
    });
    expect(plan({ ...given, recommendation: nothing })).toMatchObject({ cause: 'baseline' });
    const unfit = { ...needing(2049), applicable: allowing({ task: size(2048, 2048), containers: {} }) };
    expect(plan({ ...given, recommendation: unfit })).toMatchObject({ cause: 'baseline' });
  });

  it('is the way back also where the limits of what runs overlap: 4096 + 2048 in 4096', () => {
    const overlapping = service({ taskSize: size(2048, 4096) });
    const after = { ...RUNNING, taskMemory: '4096' };
    expect(plan({ service: overlapping, recommendation: nothing })).toMatchObject({ cause: 'baseline', after });
  });

  it('is the running sizes, when the running number of a new key does not fit into the document', () => {
    const { instantclientContainerMemory: _, ...less } = SMALLER;
    // instantclient declares nothing: 6144 - 4096 = 2048 are left for it where it runs, and 96 in the document.
    const containers = [container('connect', { cpuUnits: 2048, memoryMiB: 4096 }), container('instantclient')];
    const input = { service: service({ containers }), recommendation: nothing };
    expect(plan({ ...input, live: stored(less) })).toMatchObject({ cause: 'keys', after: RUNNING });
  });
});

describe('what is written in `propose`', () => {
  const propose = target({ mode: 'propose' });

  it('is advice too, which no run would apply: a person decides', () => {
    const running: Sizes = {
      task: size(2048, 6144),
      containers: { connect: { cpuUnits: 2048, memoryMiB: 4096 }, instantclient: { memoryMiB: 2048 } },
    };
    const applicable = allowing(running, { proposal: SMALLER_SIZES });
    const advice: Recommendation = { ...smaller, applicable, verdict: { kind: 'advise', reasons: [] } };
    expect(plan({ target: propose, recommendation: advice })).toMatchObject({ after: SMALLER });
    expect(plan({ recommendation: advice, live: stored(RUNNING) })).toBeUndefined();
  });
});

describe('who decided', () => {
  const live = stored(RUNNING);

  it('is the cause of a write: a pin, the way back, else a size that was found', () => {
    const applicable = allowing(SMALLER_SIZES, { restores: true });
    const restoring = { ...smaller, applicable };
    expect(plan({ live })?.cause).toBe('resize');
    expect(plan({ live, recommendation: restoring })).toMatchObject({
      cause: 'restore',
      before: RUNNING,
      after: SMALLER,
    });
    expect(plan({ live, recommendation: restoring, isPinned: true })?.cause).toBe('pin');
  });

  it('is nobody of other keys, a baseline or a repair', () => {
    const { instantclientContainerMemory: _, ...less } = RUNNING;
    const pinned = { recommendation: nothing, isPinned: true };
    expect(plan({ ...pinned, live: stored(less) })?.cause).toBe('keys');
    expect(plan(pinned)?.cause).toBe('baseline');
    expect(plan({ ...pinned, live: stored('{') })?.cause).toBe('repair');
  });
});

describe('a proposal that a person has answered', () => {
  const propose = target({ mode: 'propose' });
  const hash = shortHash(renderDocument(SMALLER));

  it('is not made again while the rejection counts, unless another size is found', () => {
    expect(plan({ target: propose, rejectedHash: hash })).toBeUndefined();
    expect(plan({ target: propose, rejectedHash: 'another' })).toMatchObject({ after: SMALLER });
  });

  it('is not made while a pin decides', () => {
    expect(plan({ target: propose, isPinned: true })).toBeUndefined();
  });

  it('is made again when it is found again after it was closed', () => {
    const proposed = stored(SMALLER);
    expect(plan({ target: propose, proposed, isProposalClosed: true })).toMatchObject({ after: SMALLER });
    expect(plan({ target: propose, proposed, isProposalClosed: false })).toBeUndefined();
  });

  it.each<[string, boolean, Fields]>([
    ['is the one that would be made', false, { proposed: stored(SMALLER) }],
    ['is another one', true, { proposed: stored(RUNNING) }],
    ['is broken', true, { proposed: stored('{') }],
    ['is not there', false, {}],
    ['meets a run that can say nothing', false, { proposed: stored(RUNNING), recommendation: nothing }],
    ['belongs to a stage that applies now', true, { proposed: stored(SMALLER), target: target() }],
  ])('is stale or not when it %s: %s', (_, isStale, fields) => {
    expect(isProposalStale(inputFor({ target: propose, ...fields }))).toBe(isStale);
  });
});
