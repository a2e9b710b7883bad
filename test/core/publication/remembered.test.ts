import { describe, expect, it } from 'vitest';
import type { EvidenceContext } from '../../../core/decision/evidence.ts';
import type { Deployment } from '../../../core/model/service.ts';
import type { StoredDocument } from '../../../core/model/stored-document.ts';
import { remember } from '../../../core/publication/remembered.ts';
import { parseContext, renderDocument, type SizesDocument } from '../../../core/publication/sizes-document.ts';
import { EMPTY_STATE, type State, type Watch } from '../../../core/publication/state-document.ts';
import { shortHash } from '../../../core/publication/stored-text.ts';
import { type Pin, parsePin, parseSizes, renderPin } from '../../../core/publication/target-documents.ts';
import type { RememberInput } from '../../../core/publication/watch-outcome.ts';
import { currentSizeTimeline } from '../../../core/usage/size-timeline.ts';
import { booted, context, flat, inputOf, service, size, target, usage } from '../../support/builders.ts';
import { BEFORE as RUNNING, sizesOf } from '../../support/reports.ts';

const LARGER: SizesDocument = { ...RUNNING, taskCpu: '4096', taskMemory: '8192' };

/** The window of the evidence is 2026-11-21; what is live was written the day before and deployed an hour into it. */
const WRITTEN_AT = '2026-11-20T06:00:00.000Z';
const DEPLOYED_AT = Date.parse('2026-11-21T01:00:00Z');
const NOW = Date.parse('2026-11-22T00:10:00Z');
const WRITTEN = Date.parse(WRITTEN_AT);
const DAY_MILLISECONDS = 86_400_000;

const live = (document: SizesDocument, version = 4) => ({ text: renderDocument(document), version });
const knownAs = (author: string, document: SizesDocument): State => {
  const { text, version } = live(document);
  const hash = shortHash(text);
  return {
    live: { version, hash, announced: true },
    changedAt: WRITTEN_AT,
    seenSize: size(2048, 6144),
    approved: size(2048, 6144),
    history: [{ version, hash, at: WRITTEN_AT, author, cause: 'resize', reasons: [] }],
    runId: 'run-1',
  };
};
const deployed: Deployment = {
  startedAt: DEPLOYED_AT - 600_000,
  finishedAt: DEPLOYED_AT,
  outcome: 'successful',
  revision: { taskDefinitionArn: 'arn:7', taskSize: size(2048, 6144), images: {} },
};

interface Story {
  readonly state?: State;
  readonly document?: SizesDocument;
  readonly context?: Partial<EvidenceContext>;
  readonly evidence?: Partial<RememberInput['evidence']>;
  readonly pin?: Pin | string;
  readonly time?: number;
}

function rememberInput({ state, document = RUNNING, context: known, evidence, pin, time = NOW }: Story): RememberInput {
  const text = typeof pin === 'object' ? renderPin(pin) : pin;
  return {
    target: target(),
    service: service(),
    evidence: inputOf({ evidence: { context: context({ deployments: [deployed], ...known }), ...evidence } }).evidence,
    documents: {
      state: state ?? knownAs('rightsizer', document),
      live: judged(live(document)),
      pin: parsePin(text === undefined ? undefined : { text, version: 1 }, time),
    },
    time,
  };
}

const judged = (stored: StoredDocument) => parseSizes(stored, parseContext(target(), service()));

/** The same, with other documents. */
function withDocuments(input: RememberInput, documents: Partial<RememberInput['documents']>): RememberInput {
  return { ...input, documents: { ...input.documents, ...documents } };
}

const seen = (story: Story = {}) => remember(rememberInput(story));

describe('memory that follows the size', () => {
  const follows = { percent: 90, since: Date.parse('2026-09-01T12:00:00Z') };
  const known: State = { ...knownAs('rightsizer', RUNNING), follows };
  const kept = (story: Story) => {
    const { change, state } = seen({ state: known, ...story });
    expect(change.follows).toEqual(state.follows);
    return state.follows;
  };

  it('is remembered while memory stands within a tenth of where it stood', () => {
    expect(kept({})).toEqual(follows);
    expect(kept({ context: { levels: { levelPercent: 82 } } })).toEqual(follows);
    expect(kept({ context: { levels: { levelPercent: 80 } } })).toBeUndefined();
  });

  it('is what the window shows now, where it does', () => {
    const found = { percent: 60, since: WRITTEN };
    expect(kept({ context: { levels: { levelPercent: 60, follows: found } } })).toEqual(found);
    expect(kept({ state: knownAs('rightsizer', RUNNING), context: { levels: { follows: found } } })).toEqual(found);
  });
});

describe('the size that runs', () => {
  const assumed = { context: { timeline: currentSizeTimeline(size(2048, 6144)) } };
  const known = (seenSize: State['seenSize']): State => {
    const { seenSize: _, ...state } = knownAs('rightsizer', RUNNING);
    return { ...state, ...(seenSize && { seenSize }) };
  };
  const kept = (before: State['seenSize'], story: Story = assumed) =>
    seen({ state: known(before), ...story }).state.seenSize;

  it('is kept, whoever knows the sizes of the past, without a time at first sight', () => {
    expect(kept(undefined)).toEqual(size(2048, 6144));
    expect(kept(undefined, {})).toEqual(size(2048, 6144));
  });

  it('gets the time of the first look that finds another one, and keeps it', () => {
    const changed = { ...size(2048, 6144), since: NOW };
    expect(kept(size(1024, 6144))).toEqual(changed);
    expect(kept({ ...size(2048, 4096), since: 1 })).toEqual(changed);
    expect(kept({ ...size(2048, 6144), since: 1 })).toEqual({ ...size(2048, 6144), since: 1 });
  });
});

describe('what a target remembers', () => {
  it('is a rejection, for 28 days', () => {
    const rejected = { hash: 'abc', at: WRITTEN_AT, by: 'ana', why: 'sale on Friday' };
    const state: State = { ...knownAs('rightsizer', RUNNING), rejected };
    const until = WRITTEN + 28 * DAY_MILLISECONDS;
    expect(seen({ state, time: until - 1 }).change.rejected).toEqual({
      at: WRITTEN_AT,
      until: '2026-12-18T06:00:00.000Z',
      by: 'ana',
      why: 'sale on Friday',
    });
    expect(seen({ state, time: until }).change.rejected).toBeUndefined();
  });

  it('is nothing, where nothing is stored', () => {
    const input = rememberInput({ state: EMPTY_STATE });
    const { change, ...rest } = remember(withDocuments(input, { live: { kind: 'absent' } }));
    expect(change).toEqual({ time: NOW, agreement: {}, heldSince: {}, breaches: [], written: [] });
    expect(rest).toEqual({ state: { ...EMPTY_STATE, seenSize: size(2048, 6144) } });
  });

  it('is what the state says of agreement, holds and the last change', () => {
    const agreement = { cpu: { since: '2026-11-20', lastDay: '2026-11-21', days: 2 } };
    const state = { ...knownAs('rightsizer', RUNNING), agreement, heldSince: { Cooldown: '2026-11-20' } };
    const { change, status } = seen({ state });
    expect(change).toEqual({
      time: NOW,
      agreement,
      heldSince: { Cooldown: '2026-11-20' },
      breaches: [],
      changedAt: WRITTEN_AT,
      approved: size(2048, 6144),
      written: [],
    });
    expect(status).toEqual({ kind: 'deployed', since: '2026-11-21T01:00:00.000Z' });
  });

  it('says since when the live sizes wait for a deployment', () => {
    const { change, status } = seen({ document: LARGER, context: { deployments: [] } });
    expect(status).toEqual({ kind: 'notDeployed', since: WRITTEN_AT });
    expect(change.notDeployedSince).toBe(WRITTEN_AT);
  });

  it('reads no status of a live document that is unusable', () => {
    const state = knownAs('rightsizer', { taskCpu: '1' });
    const input = withDocuments(rememberInput({ state }), { live: judged(live({ taskCpu: '1' })) });
    expect(remember(input).status).toBeUndefined();
  });

  it('knows what runs, also where nothing is known of deployments', () => {
    const input = rememberInput({});
    const { context: _, ...evidence } = input.evidence;
    expect(remember({ ...input, evidence }).status).toEqual({ kind: 'deployed', since: WRITTEN_AT });
  });
});

describe('a live version that the state does not know', () => {
  const at = new Date(NOW).toISOString();

  it('is somebody else’s: it goes into the history, and its change counts from now on', () => {
    const before = knownAs('rightsizer', LARGER);
    const state = { ...before, watch: watchOf(), agreement: {} };
    const hash = shortHash(renderDocument(RUNNING));
    const result = remember(withDocuments(rememberInput({ state }), { live: judged(live(RUNNING, 5)) }));
    expect(result.state).toEqual({
      ...before,
      agreement: {},
      live: { version: 5, hash, announced: true },
      changedAt: at,
      history: [
        { version: 5, hash, at, author: 'somebody else', cause: 'foreign', reasons: [], size: [2048, 6144] },
        ...before.history,
      ],
    });
    expect(result.change.changedAt).toBe(at);
  });

  it('replaces one of the same number that the state expected with another text', () => {
    const { state } = seen({ state: knownAs('rightsizer', LARGER) });
    expect(state.history.map(({ version, author }) => [version, author])).toEqual([[4, 'somebody else']]);
  });
});

describe('the sizes that were written', () => {
  const entry = (version: number, sized: readonly [number, number] | undefined, author = 'rightsizer') => ({
    version,
    hash: shortHash(renderDocument(RUNNING)),
    at: new Date(WRITTEN - (4 - version) * DAY_MILLISECONDS).toISOString(),
    author,
    cause: 'resize',
    reasons: [],
    ...(sized && { size: sized }),
  });
  const writtenIn = (...history: State['history']) =>
    seen({ state: { ...knownAs('rightsizer', RUNNING), history } }).change.written;

  it('are those since a person wrote one, which is the first; oldest first', () => {
    const history = [entry(4, [2048, 6144]), entry(3, [1024, 4096], 'alice'), entry(2, [4096, 8192])];
    expect(writtenIn(...history)).toEqual([
      { at: WRITTEN - DAY_MILLISECONDS, size: size(1024, 4096) },
      { at: WRITTEN, size: size(2048, 6144) },
    ]);
  });

  it('are all that are known, where nobody else wrote one', () => {
    expect(writtenIn(entry(4, [2048, 6144]), entry(3, undefined), entry(2, [4096, 8192]))).toHaveLength(2);
  });
});

describe('the size that people want', () => {
  const approvedIn = (story: Story) => seen(story).state.approved;

  it('is what the state says, else what runs when it is first seen', () => {
    const { approved: _, ...old } = knownAs('rightsizer', LARGER);
    expect(approvedIn({ document: LARGER, state: { ...old, approved: size(512, 1024) } })).toEqual(size(512, 1024));
    expect(approvedIn({ document: LARGER, state: old })).toEqual(size(2048, 6144));
  });

  it('is what somebody else wrote, where that can be read', () => {
    const state = { ...knownAs('rightsizer', RUNNING), steadySince: { cpu: '2026-11-01' } };
    const foreign = seen({ document: LARGER, state });
    expect(foreign.state.approved).toEqual(size(4096, 8192));
    expect(foreign.state.steadySince).toBeUndefined();
    const broken = withDocuments(rememberInput({ state }), { live: judged(live({ taskCpu: '1' }, 5)) });
    expect(remember(broken).state.approved).toEqual(size(2048, 6144));
  });

  it('is what is pinned', () => {
    const pin: Pin = { document: LARGER, until: '2026-12-20T00:00:00.000Z', at: WRITTEN_AT, by: 'jane', why: 'trial' };
    expect(approvedIn({ pin })).toEqual(size(4096, 8192));
  });

  it('and what is held steady is known to the decision', () => {
    const state = { ...knownAs('rightsizer', RUNNING), steadySince: { cpu: '2026-11-01' } };
    expect(seen({ state }).change).toMatchObject({ steadySince: { cpu: '2026-11-01' }, approved: size(2048, 6144) });
  });
});

describe('a pin', () => {
  const pin: Pin = {
    document: LARGER,
    until: '2026-12-20T00:00:00.000Z',
    by: 'ana',
    at: '2026-11-19T00:00:00.000Z',
    why: 'load test',
  };

  it('decides with its sizes, its person and its end', () => {
    const { document: _, at: __, ...words } = pin;
    expect(seen({ pin }).change.pin).toEqual({ ...words, sizes: sizesOf(LARGER) });
  });

  it('holds also where it cannot be read, or its sizes do not fit: what is live stays', () => {
    expect(seen({ pin: '{' }).change.pin).toEqual({
      until: 'somebody takes it away',
      by: 'somebody',
      why: 'it cannot be read',
    });
    expect(seen({ pin: { ...pin, document: { taskCpu: '1' } } }).change.pin).not.toHaveProperty('sizes');
  });

  it('yields to what somebody wrote into live by hand after it', () => {
    expect(seen({ pin, state: knownAs('somebody else', RUNNING) }).change.pin?.sizes).toEqual(sizesOf(RUNNING));
  });

  it.each([
    ['somebody wrote before it', { ...pin, at: '2026-11-20T07:00:00.000Z' }, 'somebody else'],
    ['the recommender wrote after it', pin, 'rightsizer'],
  ])('does not yield to what %s', (_, stored, author) => {
    expect(seen({ pin: stored, state: knownAs(author, RUNNING) }).change.pin?.sizes).toEqual(sizesOf(LARGER));
  });
});

function watchOf(forecast: Partial<Watch['forecast']> = {}): Watch {
  return {
    version: 4,
    before: LARGER,
    shrinks: true,
    forecast: {
      size: size(2048, 6144),
      neededCpuUnits: 875,
      neededMemoryMiB: 3750,
      exceededPercent: 0,
      bootMinutes: 4,
      ...forecast,
    },
  };
}

const watched = (fields: Partial<Watch['forecast']> = {}): State => ({
  ...knownAs('rightsizer', RUNNING),
  watch: watchOf(fields),
});

describe('a change that is watched', () => {
  it('is not judged before it is deployed', () => {
    const state = { ...watched(), ...{ watch: watchOf() } };
    const story = { state: { ...knownAs('rightsizer', LARGER), watch: state.watch }, document: LARGER };
    const result = seen({ ...story, context: { deployments: [], kills: [kill(DEPLOYED_AT)] } });
    expect([result.state, result.wrong]).toEqual([story.state, undefined]);
  });

  // watchDays of production is 7.
  const END = DEPLOYED_AT + 7 * DAY_MILLISECONDS;

  it('goes on being watched while it holds', () => {
    expect(seen({ state: watched(), time: END - 1 }).state).toEqual(watched());
  });

  it('has held after its days, which the history says', () => {
    const { state, wrong } = seen({ state: watched(), time: END });
    expect([state.watch, wrong]).toEqual([undefined, undefined]);
    expect(state.history[0]?.result).toBe('held for 7 days: CPU up to 700, memory up to 3000');
  });

  it('writes what came of it to its own version only', () => {
    const state = watched();
    const older = { version: 3, hash: 'a', at: WRITTEN_AT, author: 'rightsizer', cause: 'resize', reasons: [] };
    const result = seen({ state: { ...state, history: [...state.history, older] }, time: END });
    expect(result.state.history[1]).toEqual(older);
  });

  it.each<[string, Story, string, readonly string[]]>([
    [
      'CPU stands at its limit',
      // 23 hours since the deployment, all of them at 2040 of 2048 units.
      { evidence: { cpu: flat(2040) } },
      'CPU stood at its limit in 100 % of the points',
      ['cpu'],
    ],
    [
      'starts are slower',
      { context: { deployments: [deployed], starts: { ...booted(9, 2048), times: [DEPLOYED_AT] } } },
      'starts take 9 minutes instead of 4',
      ['cpu'],
    ],
  ])('goes wrong when %s: the sizes before are remembered for four weeks', (_, story, what, resources) => {
    const { state, change, wrong } = seen({ state: watched(), ...story });
    const at = new Date(NOW).toISOString();
    const until = new Date(NOW + 28 * DAY_MILLISECONDS).toISOString();
    expect(wrong).toEqual({ resources, what });
    // What starts need no use tells.
    const failed = what.startsWith('starts') ? {} : { failed: watchOf().forecast.size };
    const told = { resources, at, until, needed: size(875, 3750), what, ...failed };
    expect(state.breaches).toEqual([{ document: LARGER, ...told }]);
    expect(state.watch).toBeUndefined();
    expect(state.history[0]?.result).toMatch(`went wrong: ${what}; CPU up to `);
    expect(change.breaches).toEqual([{ sizes: sizesOf(LARGER), ...told }]);
  });
});

describe('a change after which nothing runs', () => {
  const silent = usage(Array.from({ length: 24 }, (_, hour) => (hour < 1 ? 300 : null)));
  const running = service({ runningCount: 0 });
  const { finishedAt: _, ...begun } = deployed;
  const what = '1 task is wanted and there is no data since 2026-11-21 01:00 UTC';
  const open = { ...begun, startedAt: DEPLOYED_AT, outcome: 'inProgress' } as const;
  const story = (deployment: Deployment, fields: Partial<State> = {}): Story => ({
    state: { ...watched(), ...fields },
    context: { deployments: [deployment] },
    evidence: { service: running, cpu: silent, memory: silent },
  });

  it.each([
    ['is over', deployed],
    ['goes on', open],
  ])('went wrong in all that it took, while its deployment %s', (_, deployment) => {
    const { state, wrong } = seen(story(deployment));
    expect(wrong).toEqual({ resources: ['cpu', 'memory'], what });
    expect(state.breaches).toMatchObject([{ resources: ['cpu', 'memory'], document: LARGER, what }]);
    expect(state.history[0]?.result).toMatch(`went wrong: ${what}`);
  });

  it.each([
    ['took nothing', { ...RUNNING, taskCpu: '1024', taskMemory: '4096', connectContainerCpu: '1024' }],
    ['came after sizes that fit no more', { taskCpu: '256', taskMemory: '512' }],
  ])('is no breach of one that %s', (_, before) => {
    expect(seen(story(deployed, { watch: { ...watchOf(), before } })).wrong).toBeUndefined();
  });

  it('is watched on while its deployment goes on and data comes', () => {
    const { state, wrong, status } = seen({ state: watched(), context: { deployments: [open] } });
    expect([state, wrong, status?.kind]).toEqual([watched(), undefined, 'inProgress']);
  });
});

describe('a change that ECS took back', () => {
  const back: Deployment = { ...deployed, outcome: 'rolledBack', startedAt: DEPLOYED_AT };
  const tookBack = (before: SizesDocument) => {
    const input = rememberInput({ state: { ...watched(), watch: { ...watchOf(), before } } });
    const context = { ...input.evidence.context, deployments: [back] } as EvidenceContext;
    const service = { ...input.service, taskSize: size(4096, 8192) };
    return remember({ ...input, service, evidence: { ...input.evidence, context } });
  };

  it('is not tried again because of other images: it is remembered like one that went wrong, and told as a rollback', () => {
    const { state, wrong, status } = tookBack(LARGER);
    expect([status?.kind, wrong, state.watch]).toEqual(['rolledBack', undefined, undefined]);
    const what = 'ECS rolled its deployment back';
    expect(state.breaches).toMatchObject([{ resources: ['cpu', 'memory'], document: LARGER, what }]);
    expect(state.history[0]?.result).toBe(`went wrong: ${what}; no data`);
  });

  it('is forgotten where it took nothing', () => {
    expect(tookBack(RUNNING).state).not.toHaveProperty('breaches');
  });
});

function kill(at: number) {
  return { container: 'connect', limitMiB: 4096, at, floorMiB: 5120 };
}

describe('breaches', () => {
  const stored = { resources: ['cpu'], document: LARGER, at: WRITTEN_AT, what: 'slow' } as const;
  const both = { ...stored, resources: ['cpu', 'memory'], until: new Date(NOW).toISOString() } as const;
  const standing = { ...stored, until: new Date(NOW + 1).toISOString() };

  it('of the same resource go when another one comes', () => {
    const state = { ...watched(), breaches: [both, standing] };
    const { state: later } = seen({ state, evidence: { cpu: flat(2040) } });
    expect(later.breaches?.map(({ until }) => until)).toEqual([
      both.until,
      new Date(NOW + 28 * DAY_MILLISECONDS).toISOString(),
    ]);
  });

  it('know nothing of what was needed, where the forecast did not', () => {
    const { neededCpuUnits: _, neededMemoryMiB: __, ...forecast } = watchOf().forecast;
    const state = { ...watched(), watch: { ...watchOf(), forecast } };
    expect(seen({ state, evidence: { cpu: flat(2040) } }).state.breaches).toMatchObject([{ needed: {} }]);
  });

  const entered = (author: string, fields: object = {}): State => {
    const state = knownAs(author, RUNNING);
    const history = state.history.map((entry) => ({ ...entry, at: new Date(NOW - 1).toISOString(), ...fields }));
    return { ...state, history, breaches: [standing] };
  };

  it.each<[string, State]>([
    ['approves', entered('ada@example.com', { cause: 'approve' })],
    ['writes by hand', entered('somebody else')],
    ['pins', entered('rightsizer', { cause: 'pin' })],
  ])('are over when a person %s less afterwards', (_, state) => {
    expect(seen({ state }).state).not.toHaveProperty('breaches');
  });

  it.each<[string, State]>([
    ['the recommender wrote less', entered('rightsizer')],
    ['a person wrote it before', entered('ada@example.com', { at: '2026-11-20T05:00:00.000Z' })],
    ['a person gave as much', { ...entered('ada@example.com'), breaches: [{ ...standing, document: RUNNING }] }],
    ['the sizes before it fit no more', { ...entered('a'), breaches: [{ ...standing, document: { taskCpu: '1' } }] }],
  ])('stand where %s', (_, state) => {
    expect(seen({ state }).state.breaches).toEqual(state.breaches);
  });

  it('stay in part where a person gave less of one alone', () => {
    const memory = { ...standing, resources: ['memory'], document: RUNNING } as const;
    const state = { ...entered('ada@example.com'), breaches: [standing, memory] };
    expect(seen({ state }).state.breaches).toEqual([memory]);
  });

  it('stand where live cannot be read', () => {
    const input = rememberInput({ state: entered('ada@example.com') });
    const { live: known } = input.documents;
    if (known.kind === 'absent') throw new Error('nothing is live');
    const broken = { kind: 'invalid', problem: 'broken', text: known.text, version: known.version } as const;
    expect(remember(withDocuments(input, { live: broken })).state.breaches).toEqual([standing]);
  });

  it('whose sizes fit the service no more ask for nothing', () => {
    const unfit = { ...standing, document: { taskCpu: '256', taskMemory: '512' } };
    const state = { ...knownAs('rightsizer', RUNNING), breaches: [unfit, standing] };
    expect(seen({ state }).change.breaches).toEqual([
      { resources: ['cpu'], sizes: sizesOf(LARGER), at: WRITTEN_AT, until: standing.until, what: 'slow' },
    ]);
  });
});
