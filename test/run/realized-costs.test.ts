import { describe, expect, it } from 'vitest';
import type { Target } from '../../core/configuration/configuration.ts';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import type { ServiceDescription } from '../../core/model/service.ts';
import type { CostAnswer, CostQuestion } from '../../core/money/costs.ts';
import type { Account } from '../../core/ports.ts';
import { EMPTY_STATE, type State } from '../../core/publication/state-document.ts';
import { parseTargetDocuments } from '../../core/publication/target-documents.ts';
import { costsOf } from '../../run/side-answers.ts';
import type { Survey, Surveyed } from '../../run/survey.ts';
import { service, size, target } from '../support/builders.ts';

const TIME = Date.parse('2026-11-23T06:00:00Z');
const NEVER = new AbortController().signal;
const KNOWN: CostAnswer = { kind: 'known', byService: new Map() };

/** A state with a change that is watched and was written at this time. */
function watching(at: string): State {
  const forecast = { size: { cpuUnits: 256, memoryMiB: 512 }, exceededPercent: 0, bootMinutes: 0 };
  return {
    ...EMPTY_STATE,
    watch: { version: 4, before: {}, forecast, shrinks: true },
    history: [{ version: 4, hash: 'a', at, author: 'rightsizer', cause: 'resize', reasons: [] }],
  };
}

/** A week before the run: production watches for seven days. */
const A_WEEK_AGO = '2026-11-16T06:00:00.000Z';

function surveyed(
  fields: Partial<Target> = {},
  state: State = watching(A_WEEK_AGO),
  running: ServiceDescription = service({ taskSize: size(256, 512) }),
): Surveyed {
  const own = target({ policy: builtInPolicies.production, ...fields });
  const names = { live: '', state: '', proposed: '', pin: '', copies: [] };
  const account = { region: own.region ?? 'us-east-1' } as Account;
  return {
    target: own,
    service: running,
    account,
    documents: { ...parseTargetDocuments(names, new Map(), { target: own, service: running, time: 0 }), state },
  };
}

function surveyOf(...all: readonly Surveyed[]): Survey {
  return new Map(all.map((each, index) => [`${index}`, each]));
}

interface Asked {
  readonly answer: CostAnswer;
  readonly questions: readonly CostQuestion[];
  readonly warnings: readonly unknown[];
}

type Read = (question: CostQuestion, signal: AbortSignal) => Promise<CostAnswer>;

interface Asking {
  readonly read?: Read;
  readonly costExplorer?: boolean;
  readonly signal?: AbortSignal;
  /** Targets that were not surveyed. */
  readonly others?: readonly Target[];
}

async function ask(
  survey: Survey,
  { read, costExplorer = true, signal = NEVER, others = [] }: Asking = {},
): Promise<Asked> {
  const questions: CostQuestion[] = [];
  const warnings: unknown[] = [];
  const costs = {
    read: async (question: CostQuestion, limit: AbortSignal) => {
      questions.push(question);
      return (await read?.(question, limit)) ?? KNOWN;
    },
  };
  const log = { info: () => undefined, error: () => undefined, warn: (...line: unknown[]) => void warnings.push(line) };
  const targets = [...[...survey.values()].map(({ target }) => target), ...others];
  const request = { sources: { costExplorer }, targets, ports: { costs, log }, signal, time: TIME };
  return { answer: await costsOf(survey, request, 50), questions, warnings };
}

describe('asking for the bill', () => {
  it('costs nothing where a target of that name elsewhere was not surveyed', async () => {
    const elsewhere = target({ id: 'other/production', region: 'eu-central-1' });
    const { questions } = await ask(surveyOf(surveyed()), { others: [elsewhere] });
    expect(questions).toEqual([]);
  });

  it('asks once for all services whose watch may end now, for four weeks up to today', async () => {
    const other = surveyed({ cluster: 'blue', ecsService: 'api', region: 'eu-central-1' });
    const { answer, questions } = await ask(surveyOf(surveyed(), other));
    expect(answer).toBe(KNOWN);
    expect(questions).toEqual([
      {
        services: [
          { cluster: 'connector-production-connect', service: 'kafka-connect', region: 'us-east-1' },
          { cluster: 'blue', service: 'api', region: 'eu-central-1' },
        ],
        from: '2026-10-26',
        until: '2026-11-23',
      },
    ]);
  });

  it.each<[string, Survey, Asking?]>([
    ['rightsizer.yml does not allow it', surveyOf(surveyed()), { costExplorer: false }],
    ['nothing is watched', surveyOf(surveyed({}, EMPTY_STATE))],
    ['a watch cannot end yet', surveyOf(surveyed({}, watching('2026-11-16T06:00:00.001Z')))],
    [
      'the change was never deployed',
      surveyOf(surveyed({}, watching(A_WEEK_AGO), service({ taskSize: size(512, 1024) }))),
    ],
    [
      'the service is not there any more',
      surveyOf(surveyed({}, watching(A_WEEK_AGO), { kind: 'failed', message: '' })),
    ],
    ['the watched version is forgotten', surveyOf(surveyed({}, { ...watching(A_WEEK_AGO), history: [] }))],
    [
      'the documents could not be read',
      surveyOf({ target: target(), service: { kind: 'failed', message: 'no access' } }),
    ],
    [
      'the bill cannot tell the service from one of that name elsewhere',
      surveyOf(surveyed(), surveyed({ region: 'eu-west-1' }, EMPTY_STATE)),
    ],
    [
      'the bill cannot tell the service from one of that name in another account',
      surveyOf(surveyed(), surveyed({ roleArn: 'arn:aws:iam::210987654321:role/reader' }, EMPTY_STATE)),
    ],
  ])('costs nothing where %s', async (_, survey, asking) => {
    const { answer, questions, warnings } = await ask(survey, asking);
    expect(answer).toMatchObject({ kind: 'unavailable', because: 'NotAsked' });
    expect([questions, warnings]).toEqual([[], []]);
  });

  it('asks once for a service that two targets share', async () => {
    const { questions } = await ask(surveyOf(surveyed(), surveyed()));
    expect(questions.map(({ services }) => services.length)).toEqual([1]);
  });

  it('hands on why there is no answer, and warns', async () => {
    const refused: CostAnswer = { kind: 'unavailable', because: 'NotPermitted', detail: 'may not' };
    const { answer, warnings } = await ask(surveyOf(surveyed()), { read: async () => refused });
    expect(answer).toBe(refused);
    expect(warnings).toEqual([['the bill could not be read', refused]]);
  });

  it('does not wait for long, and not after the run is out of time', async () => {
    const forever: Read = (_, limit) =>
      new Promise((_resolve, reject) => {
        limit.addEventListener('abort', () => reject(limit.reason));
        if (limit.aborted) reject(limit.reason);
      });
    const late = await ask(surveyOf(surveyed()), { read: forever });
    expect(late.answer).toMatchObject({ because: 'Failed', detail: expect.stringContaining('TimeoutError') });
    const aborted = await ask(surveyOf(surveyed()), { read: forever, signal: AbortSignal.abort(new Error('over')) });
    expect(aborted.answer).toMatchObject({ because: 'Failed', detail: expect.stringContaining('over') });
  });
});
