import { describe, expect, it } from 'vitest';
import { heapSetting, type RuntimeDefinition } from '../../../core/model/heap-setting.ts';
import type { HeapSetting } from '../../../core/model/service.ts';

function heap(fields: Partial<RuntimeDefinition> = {}): HeapSetting | undefined {
  return heapSetting({ image: 'example/app:1', environment: {}, command: [], entryPoint: [], ...fields });
}

const CONNECT = 'confluentinc/cp-kafka-connect';

describe('heapSetting', () => {
  it('says nothing where nothing is said', () => {
    expect(heap()).toBeUndefined();
    expect(
      heap({ environment: { PATH: '/bin', JAVA_OPTS: '-Dx=y' }, command: ['java', '-jar', 'a.jar'] }),
    ).toBeUndefined();
  });

  it.each(['_JAVA_OPTIONS', 'KAFKA_OPTS', 'KAFKA_HEAP_OPTS', 'JAVA_OPTS', 'JDK_JAVA_OPTIONS', 'JAVA_TOOL_OPTIONS'])(
    'reads -Xmx in %s',
    (name) => {
      const environment = { [name]: '-Xms64M -Xmx128M' };
      expect(heap({ environment })).toEqual({ maximumMiB: 128, source: `environment ${name}` });
    },
  );

  it('reads command and entry point', () => {
    expect(heap({ command: ['java', '-Xmx1g', '-jar', 'a.jar'] })).toEqual({ maximumMiB: 1024, source: 'command' });
    expect(heap({ entryPoint: ['sh', '-c', 'exec java "-Xmx1g" x'] })).toEqual({
      maximumMiB: 1024,
      source: 'entry point',
    });
  });

  it.each([
    ['-Xmx2g', 2048],
    ['-Xmx2G', 2048],
    ['-Xmx1t', 1_048_576],
    ['-Xmx512m', 512],
    ['-Xmx1048576k', 1024],
    ['-Xmx1025k', 2], // 1025 / 1024 = 1.001, rounded up.
    ['-Xmx1073741824', 1024], // bytes
    ['-XX:MaxHeapSize=1g', 1024],
    ['-XX:MaxHeapSize=536870912', 512],
    ['-Xmx1g -Xmx3g', 3072], // The last one wins, as in the JVM.
    ['-Xmx3g -XX:MaxHeapSize=1g', 1024],
    ['-Xmx1g -XX:MaxRAMPercentage=90', 1024], // An absolute size wins over a percentage.
    ['"-Xmx1g"', 1024],
    ["JAVA='-Xmx1g'", 1024],
  ])('reads %s as %d MiB', (text, maximumMiB) => {
    expect(heap({ environment: { JAVA_OPTS: text } })?.maximumMiB).toBe(maximumMiB);
  });

  it.each(['-Xms2g', '-XmxFOO', 'x-Xmx1g', '-Xmx1gb', '-XX:MaxHeapFreeRatio=70'])('does not read %s', (text) => {
    expect(heap({ environment: { JAVA_OPTS: text } })).toBeUndefined();
  });

  it('reads a share of the memory, which sets no maximum', () => {
    const environment = { JAVA_TOOL_OPTIONS: '-XX:MaxRAMPercentage=50 -XX:MaxRAMPercentage=75.5' };
    expect(heap({ environment })).toEqual({ ramPercent: 75.5, source: 'environment JAVA_TOOL_OPTIONS' });
  });

  it.each(['--max-old-space-size=4096', '--max_old_space_size=4096', '--max-old-space-size 4096'])(
    'reads %s of Node, in MiB',
    (option) => {
      const environment = { NODE_OPTIONS: `--trace-gc ${option}` };
      expect(heap({ environment })).toEqual({ maximumMiB: 4096, source: 'environment NODE_OPTIONS' });
      expect(heap({ command: ['node', ...option.split(' '), 'a.js'] })).toEqual({
        maximumMiB: 4096,
        source: 'command',
      });
    },
  );

  it.each<[string, Partial<RuntimeDefinition>, string]>([
    ['the last word of the JVM', { environment: { _JAVA_OPTIONS: '-Xmx1m' }, command: ['-Xmx2m'] }, '_JAVA_OPTIONS'],
    ['the command line', { environment: { JAVA_OPTS: '-Xmx1m' }, command: ['-Xmx2m'] }, 'command'],
    ['what is behind', { environment: { KAFKA_HEAP_OPTS: '-Xmx2m', KAFKA_OPTS: '-Xmx1m' } }, 'KAFKA_OPTS'],
    ['what is behind', { environment: { JAVA_TOOL_OPTIONS: '-Xmx2m', KAFKA_HEAP_OPTS: '-Xmx1m' } }, 'KAFKA_HEAP_OPTS'],
    [
      'a size before a share',
      { environment: { KAFKA_OPTS: '-XX:MaxRAMPercentage=9', JAVA_OPTS: '-Xmx1m' } },
      'JAVA_OPTS',
    ],
  ])('takes the one that wins: %s', (_, fields, source) => {
    expect(heap(fields)?.source).toContain(source);
  });
});

describe('an image with a default heap', () => {
  const byImage = { maximumMiB: 2048, source: 'default of the image' };

  it.each([
    CONNECT,
    `${CONNECT}:7.7.1`,
    `docker.io/${CONNECT}:latest`,
    `registry.example:5000/${CONNECT}`,
    `111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror/cp-kafka-connect-base:7`,
    `${CONNECT}@sha256:0123abcd`,
    `registry.example:5000/${CONNECT}:7.7.1@sha256:0123abcd`,
    'confluentinc/cp-server-connect:7.7.1',
    'confluentinc/cp-server-connect-base',
    'cp-kafka-connect',
  ])('is known: %s has 2 GiB', (image) => {
    expect(heap({ image })).toEqual(byImage);
  });

  it.each(['confluentinc/cp-kafka:7', 'example/my-cp-kafka-connect:1', `${CONNECT}-extra:1`, 'example/connect', ''])(
    'is not this one: %s',
    (image) => {
      expect(heap({ image })).toBeUndefined();
    },
  );

  it('does not set it, when its variable is there', () => {
    expect(heap({ image: CONNECT, environment: { KAFKA_HEAP_OPTS: '-Xmx512M' } })).toEqual({
      maximumMiB: 512,
      source: 'environment KAFKA_HEAP_OPTS',
    });
    expect(heap({ image: CONNECT, environment: { KAFKA_HEAP_OPTS: '-Xms64M' } })).toBeUndefined();
  });

  it('sets it, when its variable is empty, for which its script tests', () => {
    expect(heap({ image: CONNECT, environment: { KAFKA_HEAP_OPTS: '' } })).toEqual(byImage);
  });

  it('stands where its variable would: before what counts less, behind what counts more, over any share', () => {
    expect(heap({ image: CONNECT, environment: { JAVA_TOOL_OPTIONS: '-Xmx256m' } })).toEqual(byImage);
    expect(heap({ image: CONNECT, environment: { KAFKA_OPTS: '-Xmx256m' } })?.maximumMiB).toBe(256);
    expect(heap({ image: CONNECT, environment: { KAFKA_OPTS: '-XX:MaxRAMPercentage=50' } })).toEqual(byImage);
  });

  it('may come from another table', () => {
    const own = { repository: /app$/, maximumMiB: 300, unless: 'JAVA_OPTS', source: 'own table' } as const;
    const definition = { image: 'example/app:1', environment: {}, command: [], entryPoint: [] };
    expect(heapSetting(definition, [own])).toEqual({ maximumMiB: 300, source: 'own table' });
    expect(heapSetting({ ...definition, image: CONNECT }, [own])).toBeUndefined();
  });
});

it('keeps nothing else of the environment', () => {
  const environment = {
    PASSWORD: 'secret',
    JAVA_OPTS: '-Dpassword=secret -Xmx64m -Dtoken=secret',
    constructor: '-Xmx9g',
  };
  const found = heap({ environment, command: ['run', '--token=secret'] });
  expect(found).toEqual({ maximumMiB: 64, source: 'environment JAVA_OPTS' });
  expect(JSON.stringify(found)).not.toContain('secret');
});
