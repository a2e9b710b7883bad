import { describe, expect, it } from 'vitest';
import { parseContext, renderDocument, type SizesDocument } from '../../../core/publication/sizes-document.ts';
import {
  documentNames,
  documentOf,
  openProposal,
  type Pin,
  parseSizes,
  parseTargetDocuments,
  renderPin,
  says,
  storedOf,
  usable,
} from '../../../core/publication/target-documents.ts';
import { service, size, target, WINDOWS } from '../../support/builders.ts';
import { BEFORE as RUNNING } from '../../support/reports.ts';

const TEXT = renderDocument(RUNNING);
const own = target({ alsoPublishTo: ['default', 'feature'] });
const names = documentNames(own);
const time = Date.parse('2026-11-23T06:00:00Z');
const context = { target: own, service: service(), time };
const pin: Pin = { document: RUNNING, until: '2026-12-01T00:00:00Z', by: 'ana', at: '2026-11-01T00:00:00Z', why: 'x' };

describe('an open proposal', () => {
  const known = parseTargetDocuments(names, new Map([[names.proposed, { text: TEXT, version: 3 }]]), context);

  const withState = (closed: boolean | undefined, version = 3) => ({
    proposed: known.proposed,
    live: known.live,
    state: { ...known.state, proposed: { version, hash: 'x', announced: true, ...(closed && { closed }) } },
  });

  it('is the one that nobody has answered', () => {
    expect(openProposal(known)?.version).toBe(3);
    expect(openProposal(withState(undefined))?.version).toBe(3);
    expect(openProposal(withState(true, 2))?.version).toBe(3);
    expect(openProposal(withState(true))).toBeUndefined();
    expect(openProposal({ ...known, live: known.proposed })).toBeUndefined();
  });
});

describe('the documents of a target', () => {
  it('are absent where nothing is stored', () => {
    expect(parseTargetDocuments(names, new Map(), context)).toEqual({
      names,
      live: { kind: 'absent' },
      proposed: { kind: 'absent' },
      pin: { kind: 'absent' },
      state: { history: [], runId: '' },
      storedState: undefined,
      copies: [
        { name: '/rightsizer/connector/default', stored: undefined },
        { name: '/rightsizer/connector/feature', stored: undefined },
      ],
    });
  });

  it('are each told as what they turned out to be, with text and version', () => {
    const state = { text: '{"history":[],"runId":"r"}', version: 7 };
    const copy = { text: 'whatever', version: 2 };
    const stored = new Map([
      [names.live, { text: TEXT, version: 3 }],
      [names.proposed, { text: '{', version: 4 }],
      [names.pin, { text: renderPin(pin), version: 5 }],
      [names.state, state],
      ['/rightsizer/connector/default', copy],
    ]);
    const documents = parseTargetDocuments(names, stored, context);
    expect(documents).toMatchObject({
      live: { kind: 'valid', text: TEXT, version: 3, document: RUNNING, sizes: { task: size(2048, 6144) } },
      proposed: { kind: 'invalid', text: '{', version: 4, problem: 'it is not a JSON object' },
      pin: { kind: 'active', version: 5, pin },
      state: { runId: 'r' },
      storedState: state,
    });
    expect(documents.copies.map(({ stored: found }) => found)).toEqual([copy, undefined]);
  });
});

describe('sizes', () => {
  const judged = (text: string) => parseSizes({ text, version: 1 }, parseContext(own, service()));

  it('are usable when they are valid or only their keys differ', () => {
    expect(usable(judged(TEXT))).toMatchObject({ kind: 'valid', document: RUNNING });
    const more = { ...RUNNING, old: '1' };
    expect(usable(judged(renderDocument(more)))).toMatchObject({ kind: 'keysDiffer', document: more });
    expect(usable(judged('{'))).toBeUndefined();
    expect(usable({ kind: 'absent' })).toBeUndefined();
  });

  it.each<[string, SizesDocument | undefined]>([
    ['{"taskCpu":"256"}', { taskCpu: '256' }],
    ['{"taskCpu":"1","taskMemory":"2"}', { taskCpu: '1', taskMemory: '2' }],
    ['{"taskCpu":"many"}', { taskCpu: 'many' }],
    ['{"taskCpu":256}', undefined],
    ['[]', undefined],
    ['{', undefined],
  ])('that nobody can use, %s, are told as far as they are a flat object of texts', (text, document) => {
    expect(judged(text).kind).toBe('invalid');
    expect(documentOf(judged(text))).toEqual(document);
  });

  it('cannot be used where they are stored as a String, whatever they say', () => {
    const stored = (type: string) => parseSizes({ text: TEXT, version: 1, type }, parseContext(own, service()));
    expect(stored('String')).toMatchObject({
      kind: 'invalid',
      problem: 'it is stored as String, which no deployment parses',
      version: 1,
    });
    expect(stored('StringList').kind).toBe('invalid');
    expect(stored('SecureString').kind).toBe('valid');
  });

  it('say exactly what is in them, and nothing where they are absent', () => {
    expect(says(judged(TEXT), RUNNING)).toBe(true);
    expect(says(judged(TEXT), { ...RUNNING, taskCpu: '1024' })).toBe(false);
    expect(says({ kind: 'absent' }, {})).toBe(false);
    expect(documentOf({ kind: 'absent' })).toBeUndefined();
  });

  it('keep their text and version, where there are any', () => {
    expect(storedOf(judged(TEXT))).toMatchObject({ text: TEXT, version: 1 });
    expect(storedOf({ kind: 'absent' })).toBeUndefined();
  });
});

describe('what sizes must fit', () => {
  it('is what runs', () => {
    const running = service({ platform: WINDOWS });
    expect(parseContext(own, running)).toEqual({
      keys: own.parameters,
      containers: running.containers,
      accepts: { operatingSystem: WINDOWS.operatingSystem },
    });
  });

  it('is the grid of Linux and no container, where nothing runs', () => {
    const missing = { kind: 'skipped', skipReason: 'NotDeployed', detail: 'gone' } as const;
    expect(parseContext(own, missing)).toEqual({
      keys: own.parameters,
      containers: [],
      accepts: { operatingSystem: 'LINUX' },
    });
  });
});
