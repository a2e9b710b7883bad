import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recommend } from '../../../core/decision/recommend.ts';
import {
  isSameDocument,
  parseDocument,
  publishedPart,
  renderDocument,
  SharedKeyError,
  toDocument,
} from '../../../core/publication/sizes-document.ts';
import { inputOfScene, scenes } from '../../support/arbitraries.ts';
import { CONNECTOR_CONTAINERS, CONNECTOR_KEYS, container, parameterKeys, size } from '../../support/builders.ts';
import { always } from '../../support/properties.ts';

const SIZES = {
  task: size(2048, 6144),
  containers: { connect: { cpuUnits: 2048, memoryMiB: 4096 }, instantclient: { memoryMiB: 1024 } },
};
const DOCUMENT = {
  taskCpu: '2048',
  taskMemory: '6144',
  connectContainerCpu: '2048',
  connectContainerMemory: '4096',
  instantclientContainerMemory: '1024',
};
const CONTEXT = {
  keys: CONNECTOR_KEYS,
  containers: CONNECTOR_CONTAINERS,
  accepts: { operatingSystem: 'LINUX' },
} as const;
const parse = (text: string) => parseDocument(text, CONTEXT);

describe('a sizes document', () => {
  it('has exactly the published keys, and strings of digits', () => {
    expect(toDocument(SIZES, CONNECTOR_KEYS)).toEqual(DOCUMENT);
    expect(Object.keys(toDocument(SIZES, CONNECTOR_KEYS))).toEqual(Object.keys(DOCUMENT));
  });

  it('leaves out the key of a container that is not there', () => {
    expect(toDocument({ task: size(256, 512), containers: {} }, CONNECTOR_KEYS)).toEqual({
      taskCpu: '256',
      taskMemory: '512',
    });
  });

  it('has one key for numbers that share it', () => {
    const keys = parameterKeys({ web: { cpu: 'taskCpu', memory: 'taskMemory' } });
    const sizes = { task: size(256, 512), containers: { web: { cpuUnits: 256, memoryMiB: 512 } } };
    expect(toDocument(sizes, keys)).toEqual({ taskCpu: '256', taskMemory: '512' });
  });

  it('refuses one key for two values', () => {
    const keys = parameterKeys({ web: { memory: 'taskMemory' } });
    const sizes = { task: size(256, 512), containers: { web: { memoryMiB: 500 } } };
    expect(() => toDocument(sizes, keys)).toThrow(SharedKeyError);
    expect(() => toDocument(sizes, keys)).toThrow(
      /taskMemory stands for numbers that must differ here \(512 and 500\)/,
    );
  });

  it('is flat JSON that begins with a brace', () => {
    expect(renderDocument({ a: '1', b: '2' })).toBe('{"a":"1","b":"2"}');
  });

  it('is as long as rightsizer.yml permits, whatever keys stand beside the published ones', () => {
    expect(publishedPart({ taskCpu: '512', other: '1', taskMemory: '1024' }, parameterKeys())).toEqual({
      taskCpu: '512',
      taskMemory: '1024',
    });
  });

  it('is the same with the same keys and values, in any order', () => {
    expect(isSameDocument({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true);
    expect(isSameDocument({ a: '1' }, { a: '1', b: '2' })).toBe(false);
    expect(isSameDocument({ a: '1' }, { b: '1' })).toBe(false);
    expect(isSameDocument({ a: '1' }, { a: '2' })).toBe(false);
    expect(isSameDocument({ toString: '1' }, { a: '1' })).toBe(false);
  });
});

describe('reading a document', () => {
  it('gives back what was written', () => {
    expect(parse(renderDocument(DOCUMENT))).toEqual({ kind: 'valid', document: DOCUMENT, sizes: SIZES });
  });

  it.each<[string, string, RegExp]>([
    ['nothing', '', /not a JSON object/],
    ['prose', 'please use 4 vCPU', /not a JSON object/],
    ['half a document', '{"taskCpu":"2048"', /not a JSON object/],
    ['a list', '["2048"]', /not a JSON object/],
    ['null', 'null', /not a JSON object/],
    ['a number', '2048', /not a JSON object/],
    ['a document inside a string', '"{}"', /not a JSON object/],
    [
      'space before the brace, which the deployment would not parse',
      ` ${JSON.stringify(DOCUMENT)}`,
      /not a JSON object/,
    ],
    ['no keys', '{}', /lacks the task size/],
    ['no memory', '{"taskCpu":"2048"}', /lacks the task size/],
    ['no CPU', '{"taskMemory":"6144"}', /lacks the task size/],
    [
      'a number that is no string',
      JSON.stringify({ ...DOCUMENT, taskCpu: 2048 }),
      /value of "taskCpu" is not a string of digits/,
    ],
    ['a unit', JSON.stringify({ ...DOCUMENT, taskMemory: '6 GB' }), /value of "taskMemory"/],
    ['a sign', JSON.stringify({ ...DOCUMENT, connectContainerCpu: '-1' }), /value of "connectContainerCpu"/],
    ['a fraction', JSON.stringify({ ...DOCUMENT, connectContainerCpu: '1.5' }), /value of "connectContainerCpu"/],
    ['an exponent', JSON.stringify({ ...DOCUMENT, taskCpu: '1e3' }), /value of "taskCpu"/],
    ['an empty value', JSON.stringify({ ...DOCUMENT, taskCpu: '' }), /value of "taskCpu"/],
    ['a line break', JSON.stringify({ ...DOCUMENT, taskCpu: '2048\n' }), /value of "taskCpu"/],
    ['digits of another script', JSON.stringify({ ...DOCUMENT, taskCpu: '٢٠٤٨' }), /value of "taskCpu"/],
    ['a number beyond all sizes', JSON.stringify({ ...DOCUMENT, taskCpu: '1'.repeat(400) }), /value of "taskCpu"/],
    ['null in a value', JSON.stringify({ ...DOCUMENT, taskCpu: null }), /value of "taskCpu"/],
    ['an object in a value', JSON.stringify({ ...DOCUMENT, extra: {} }), /value of "extra"/],
    [
      'a pair that Fargate does not have',
      JSON.stringify({ ...DOCUMENT, taskCpu: '2000' }),
      /no task size that Fargate offers/,
    ],
    [
      'containers that do not fit',
      JSON.stringify({ ...DOCUMENT, instantclientContainerMemory: '2049' }),
      /sum to 6145 MiB/,
    ],
    [
      'a container without memory',
      JSON.stringify({ ...DOCUMENT, instantclientContainerMemory: '0' }),
      /the least is 6/,
    ],
    ['keys of the prototype alone', '{"__proto__":"1"}', /lacks the task size/],
  ])('refuses %s', (_, text, problem) => {
    const parsed = parse(text);
    expect(parsed.kind === 'invalid' && parsed.problem).toMatch(problem);
  });

  it('can use one with a key more or a key less, and says that the keys differ', () => {
    const { instantclientContainerMemory: _, ...less } = DOCUMENT;
    expect(parse(JSON.stringify({ ...DOCUMENT, more: '1' }))).toMatchObject({ kind: 'keysDiffer', sizes: SIZES });
    expect(parse(JSON.stringify(less))).toMatchObject({
      kind: 'keysDiffer',
      sizes: { containers: { connect: { cpuUnits: 2048, memoryMiB: 4096 } } },
    });
    expect(parse(JSON.stringify({ ...less, other: '1' })).kind).toBe('keysDiffer');
  });

  it('knows a container that does not run yet by a key of its own, and not by one that it shares', () => {
    const keys = parameterKeys({
      web: { cpu: 'webCpu' },
      log: { cpu: 'webCpu' },
      proxy: { cpu: 'webCpu', memory: 'p' },
    });
    const text = JSON.stringify({ taskCpu: '512', taskMemory: '1024', webCpu: '256', p: '64' });
    const containers = [container('web')];
    const parsed = parseDocument(text, { keys, containers, accepts: { operatingSystem: 'LINUX' } });
    expect(parsed).toMatchObject({
      kind: 'valid',
      sizes: { containers: { web: { cpuUnits: 256 }, proxy: { cpuUnits: 256, memoryMiB: 64 } } },
    });
    expect(parsed.kind !== 'invalid' && parsed.sizes.containers).not.toHaveProperty('log');
  });

  it('looks for sizes of the operating system', () => {
    const text = JSON.stringify({ taskCpu: '256', taskMemory: '512' });
    const context = { keys: parameterKeys(), containers: [] };
    expect(parseDocument(text, { ...context, accepts: { operatingSystem: 'LINUX' } }).kind).toBe('valid');
    expect(parseDocument(text, { ...context, accepts: { operatingSystem: 'WINDOWS' } }).kind).toBe('invalid');
  });

  it('never throws, whatever people write', () => {
    const values = fc.dictionary(
      fc.constantFrom(...Object.keys(DOCUMENT), 'x', '__proto__'),
      fc.oneof(fc.string(), fc.nat().map(String), fc.jsonValue()),
    );
    always(
      fc.oneof(
        fc.string(),
        fc.json(),
        values.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        expect(['valid', 'keysDiffer', 'invalid']).toContain(parse(text).kind);
      },
    );
  });

  it('reads every recommendation back as it was', () => {
    always(scenes(), (scene) => {
      const recommendation = recommend(inputOfScene(scene));
      if (recommendation.kind === 'skipped' || recommendation.alerts.length > 0) return;
      const { parameters: keys } = scene.target;
      const { containers, platform } = scene.service;
      const text = renderDocument(toDocument(recommendation.sizes, keys));
      const parsed = parseDocument(text, { keys, containers, accepts: { operatingSystem: platform.operatingSystem } });
      expect(parsed.kind).not.toBe('invalid');
      expect(parsed).toMatchObject({ sizes: recommendation.sizes });
    });
  });
});
