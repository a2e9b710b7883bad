import { describe, expect, it } from 'vitest';
import type { Mode } from '../../../core/configuration/configuration.ts';
import { resolveBounds } from '../../../core/decision/bounds.ts';
import type { Recommendation } from '../../../core/decision/recommendation.ts';
import type { Sizes } from '../../../core/model/sizes.ts';
import {
  NothingToRestoreError,
  type PlanInput,
  type PlannedWrite,
  planPublication,
} from '../../../core/publication/plan-publication.ts';
import {
  parseContext,
  renderDocument,
  SharedKeyError,
  type SizesDocument,
} from '../../../core/publication/sizes-document.ts';
import { parseSizes } from '../../../core/publication/target-documents.ts';
import { CONNECTOR_KEYS, container, parameterKeys, service, size, target, WINDOWS } from '../../support/builders.ts';
import { allowing, AFTER as RECOMMENDED, BEFORE as RUNNING, sizesOf } from '../../support/reports.ts';

/** What somebody approved in between. */
const OTHER: SizesDocument = { ...RUNNING, taskMemory: '8192' };

type Verdict = 'recommended' | 'optimized' | 'skipped';

function recommendation(verdict: Verdict, sizes?: Sizes): Recommendation {
  const common = { reasons: [], assessments: {} };
  if (verdict === 'skipped') {
    const silent = { kind: 'silent', reasons: [] } as const;
    return { ...common, kind: 'skipped', skipReason: 'NoData', verdict: silent, sizes: sizes ?? sizesOf(RUNNING) };
  }
  const decided = sizes ?? sizesOf(verdict === 'optimized' ? RUNNING : RECOMMENDED);
  return {
    ...common,
    kind: verdict,
    sizes: decided,
    applicable: allowing(decided),
    verdict: { kind: 'act', reasons: [] },
    finding: verdict === 'optimized' ? 'Optimized' : 'Overprovisioned',
    findingReasonCodes: [],
    alerts: [],
    bounds: resolveBounds([], { cpuAddsUp: false, overlaps: false }),
  };
}

const stored = (text: string, version = 5) => ({ text, version });

interface Situation {
  readonly mode?: Mode;
  readonly verdict?: Verdict;
  readonly live?: string;
  readonly proposed?: string;
  readonly history?: readonly string[];
  readonly rest?: Partial<PlanInput>;
}

function planned({ mode = 'apply', verdict = 'recommended', live, proposed, history = [], rest }: Situation) {
  const given = { target: target({ mode }), service: service(), recommendation: recommendation(verdict), ...rest };
  const context = parseContext(given.target, given.service);
  const known = (text: string | undefined) => parseSizes(text === undefined ? undefined : stored(text), context);
  return planPublication({
    live: known(live),
    proposed: known(proposed),
    history: history.map((text, index) => stored(text, 4 - index)),
    ...given,
  });
}

const LIVE = {
  absent: undefined,
  invalid: 'nonsense',
  /** One container's key is missing, and one that nobody publishes is there. */
  keysDiffer: (() => {
    const { instantclientContainerMemory: _, ...others } = OTHER;
    return renderDocument({ ...others, former: '7' });
  })(),
  valid: renderDocument(OTHER),
} as const;

const BASELINE: PlannedWrite = { destination: 'live', cause: 'baseline', after: RUNNING };
const REPAIR: PlannedWrite = {
  destination: 'live',
  cause: 'repair',
  after: RUNNING,
  problem: 'it is not a JSON object',
};
const before: SizesDocument = JSON.parse(LIVE.keysDiffer);
const KEYS: PlannedWrite = { destination: 'live', cause: 'keys', before, after: OTHER };

describe('planPublication, for every combination of live document, mode and verdict', () => {
  it.each<[keyof typeof LIVE, Mode, Verdict, PlannedWrite | undefined]>([
    ['absent', 'apply', 'recommended', BASELINE],
    ['absent', 'apply', 'optimized', BASELINE],
    ['absent', 'apply', 'skipped', BASELINE],
    [
      'absent',
      'propose',
      'recommended',
      { destination: 'proposed', cause: 'resize', before: RUNNING, after: RECOMMENDED },
    ],
    ['absent', 'propose', 'optimized', undefined],
    ['absent', 'propose', 'skipped', undefined],
    ['invalid', 'apply', 'recommended', REPAIR],
    ['invalid', 'apply', 'optimized', REPAIR],
    ['invalid', 'apply', 'skipped', REPAIR],
    ['invalid', 'propose', 'recommended', REPAIR],
    ['invalid', 'propose', 'optimized', REPAIR],
    ['invalid', 'propose', 'skipped', REPAIR],
    ['keysDiffer', 'apply', 'recommended', { destination: 'live', cause: 'resize', before, after: RECOMMENDED }],
    ['keysDiffer', 'apply', 'optimized', { destination: 'live', cause: 'resize', before, after: RUNNING }],
    ['keysDiffer', 'apply', 'skipped', KEYS],
    ['keysDiffer', 'propose', 'recommended', KEYS],
    ['keysDiffer', 'propose', 'optimized', KEYS],
    ['keysDiffer', 'propose', 'skipped', KEYS],
    ['valid', 'apply', 'recommended', { destination: 'live', cause: 'resize', before: OTHER, after: RECOMMENDED }],
    ['valid', 'apply', 'optimized', { destination: 'live', cause: 'resize', before: OTHER, after: RUNNING }],
    ['valid', 'apply', 'skipped', undefined],
    [
      'valid',
      'propose',
      'recommended',
      { destination: 'proposed', cause: 'resize', before: OTHER, after: RECOMMENDED },
    ],
    ['valid', 'propose', 'optimized', { destination: 'proposed', cause: 'resize', before: OTHER, after: RUNNING }],
    ['valid', 'propose', 'skipped', undefined],
  ])('live %s, mode %s, %s', (live, mode, verdict, expected) => {
    const text = LIVE[live];
    expect(planned({ mode, verdict, ...(text !== undefined && { live: text }) })).toEqual(expected);
  });

  it('writes nothing when what is live is what is recommended, in any order of its keys', () => {
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(RECOMMENDED).reverse()));
    for (const mode of ['apply', 'propose'] as const) {
      expect(planned({ mode, live: renderDocument(RECOMMENDED) })).toBeUndefined();
      expect(planned({ mode, live: reversed })).toBeUndefined();
    }
  });

  it('calls a rewrite with other keys and the very same sizes one of keys', () => {
    const { instantclientContainerMemory: _, ...others } = RUNNING;
    const plan = planned({ verdict: 'optimized', live: renderDocument(others) });
    expect(plan).toEqual({ destination: 'live', cause: 'keys', before: others, after: RUNNING });
  });
});

describe('a first run', () => {
  const parameters = parameterKeys({ connect: { memory: 'taskMemory' } });
  const shared: Sizes = { task: size(1024, 8192), containers: { connect: { memoryMiB: 8192 } } };
  const alone = service({ containers: [container('connect', { memoryMiB: 4096 })] });

  it.each(['apply', 'propose'] as const)(
    'begins with the decision in %s, when no document can say the running sizes: task and container share a key and differ',
    (mode) => {
      const plan = planned({
        mode,
        rest: {
          target: target({ parameters, mode }),
          service: alone,
          recommendation: recommendation('recommended', shared),
        },
      });
      expect(plan).toEqual({
        destination: mode === 'apply' ? 'live' : 'proposed',
        cause: 'resize',
        after: { taskCpu: '1024', taskMemory: '8192' },
      });
    },
  );

  it('fails when even the decision cannot be said with the configured keys', () => {
    expect(() => planned({ rest: { target: target({ parameters }) } })).toThrow(SharedKeyError);
  });
});

describe('a broken live document', () => {
  const valid = renderDocument(OTHER);
  const { taskCpu: _, ...withoutCpu } = RUNNING;

  it.each<[string, readonly string[], SizesDocument]>([
    ['the last valid version', ['broken', valid, renderDocument(RECOMMENDED)], OTHER],
    ['the running sizes when no version is valid', ['broken', '{}', '[]'], RUNNING],
    ['the running sizes when the versions had other keys', [LIVE.keysDiffer], RUNNING],
    ['the running sizes without a history', [], RUNNING],
  ])('is replaced by %s', (_, history, after) => {
    expect(planned({ live: 'broken', history })).toMatchObject({ cause: 'repair', after });
  });

  it.each([
    ['{"taskCpu":2048}', 'the value of "taskCpu" is not a string of digits'],
    ['[]', 'it is not a JSON object'],
    [` ${valid}`, 'it is not a JSON object'],
    [renderDocument(withoutCpu), 'it lacks the task size'],
    [
      renderDocument({ ...RUNNING, taskMemory: '600' }),
      '2048 CPU units with 600 MiB is no task size that Fargate offers',
    ],
    [
      renderDocument({ ...RUNNING, connectContainerMemory: '5000' }),
      'the containers sum to 7048 MiB, the task has 6144',
    ],
  ])('says what is wrong with %s', (live, problem) => {
    expect(planned({ live })).toMatchObject({ cause: 'repair', problem });
  });

  it('is left alone with a loud failure when nothing usable can take its place', () => {
    const containers = [container('connect', { memoryMiB: 7000 })];
    const rest = { service: service({ containers }) };
    expect(() => planned({ live: 'broken', history: ['{}'], rest })).toThrow(NothingToRestoreError);
    expect(() => planned({ live: 'broken', rest })).toThrow(
      'the live document is unusable (it is not a JSON object), no version before it is valid, and the running sizes do not fit either',
    );
  });
});

describe('keys that follow the configuration', () => {
  const sidecar = container('sidecar', { essential: false, memoryMiB: 512 });
  const declared = [container('app', { cpuUnits: 256, memoryMiB: 1024 }), sidecar];
  const parameters = parameterKeys({ app: { memory: 'appMemory' }, sidecar: { memory: 'sidecarMemory' } });
  const rest = (containers = declared) => ({
    target: target({ mode: 'propose', parameters }),
    service: service({ taskSize: size(1024, 4096), containers }),
    recommendation: recommendation('skipped'),
  });

  it('give a new container its declared sizes beside the live ones', () => {
    const live = { taskCpu: '512', taskMemory: '2048', appMemory: '1500' };
    expect(planned({ live: renderDocument(live), rest: rest() })?.after).toEqual({ ...live, sidecarMemory: '512' });
  });

  it('leave out a container that is neither deployed nor seeded, and keep one that is seeded', () => {
    const [app] = declared;
    const alone = rest(app && [app]);
    const live = { taskCpu: '512', taskMemory: '2048', appMemory: '1500' };
    expect(planned({ live: renderDocument(live), rest: alone })).toBeUndefined();
    const seeded = { ...live, sidecarMemory: '300' };
    expect(planned({ live: renderDocument(seeded), rest: alone })).toBeUndefined();
    const former = { ...seeded, former: '1' };
    expect(planned({ live: renderDocument(former), rest: alone })?.after).toEqual(seeded);
  });
});

describe('a proposal', () => {
  const live = renderDocument(OTHER);

  it('is made once', () => {
    expect(planned({ mode: 'propose', live, proposed: renderDocument(RECOMMENDED) })).toBeUndefined();
  });

  it.each([
    ['another size', renderDocument(RUNNING)],
    ['other keys', renderDocument({ ...RECOMMENDED, former: '1' })],
    ['nonsense', 'nonsense'],
  ])('replaces one that has %s', (_, proposed) => {
    expect(planned({ mode: 'propose', live, proposed })).toEqual({
      destination: 'proposed',
      cause: 'resize',
      before: OTHER,
      after: RECOMMENDED,
    });
  });
});

it('reads documents with the keys, the containers and the operating system of the target', () => {
  const { containers } = service();
  expect(parseContext(target(), service({ platform: WINDOWS }))).toEqual({
    keys: CONNECTOR_KEYS,
    containers,
    accepts: { operatingSystem: 'WINDOWS' },
  });
});
