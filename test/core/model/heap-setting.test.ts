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

  it.each([
    'KSQL_HEAP_OPTS',
    'SCHEMA_REGISTRY_HEAP_OPTS',
    'ES_JAVA_OPTS',
    'CATALINA_OPTS',
    'JAVA_OPTS_APPEND',
    'anything_of_ours',
  ])('reads -Xmx in any variable: %s', (name) => {
    expect(heap({ environment: { [name]: '-Xms1G -Xmx15G' } })).toEqual({
      maximumMiB: 15_360,
      source: `environment ${name}`,
    });
  });

  it('takes the largest of variables that nobody can rank', () => {
    const environment = { A_OPTS: '-Xmx1g', KSQL_HEAP_OPTS: '-Xmx15g', Z_OPTS: '-XX:MaxRAMPercentage=90' };
    expect(heap({ environment })?.source).toBe('environment KSQL_HEAP_OPTS');
    expect(heap({ environment: { A: '-Xmx1g', B: '-Xmx1g' } })?.source).toBe('environment A');
    expect(heap({ environment: { A: '-XX:MaxRAMPercentage=50', B: '-XX:MaxRAMPercentage=90' } })?.ramPercent).toBe(90);
  });

  it.each<[string, string, HeapSetting | undefined]>([
    ['GOMEMLIMIT', '900MiB', { maximumMiB: 900, nonHeapShare: 0.1, source: 'environment GOMEMLIMIT' }],
    ['GOMEMLIMIT', '2GiB', { maximumMiB: 2048, nonHeapShare: 0.1, source: 'environment GOMEMLIMIT' }],
    ['GOMEMLIMIT', '1073741824', { maximumMiB: 1024, nonHeapShare: 0.1, source: 'environment GOMEMLIMIT' }],
    ['GOMEMLIMIT', '1048577B', { maximumMiB: 2, nonHeapShare: 0.1, source: 'environment GOMEMLIMIT' }],
    ['GOMEMLIMIT', 'off', undefined],
    // 0xC800000 bytes are 200 MiB; .NET reads hexadecimal with and without the prefix.
    ['DOTNET_GCHeapHardLimit', 'C800000', { maximumMiB: 200, source: 'environment DOTNET_GCHeapHardLimit' }],
    ['COMPlus_GCHeapHardLimit', '0xC800000', { maximumMiB: 200, source: 'environment COMPlus_GCHeapHardLimit' }],
    ['DOTNET_GCHeapHardLimit', '200MB', undefined],
    ['DOTNET_GCHeapHardLimit', '0', undefined],
    // 0x4B is 75.
    ['DOTNET_GCHeapHardLimitPercent', '4B', { ramPercent: 75, source: 'environment DOTNET_GCHeapHardLimitPercent' }],
    ['DOTNET_GCHeapHardLimitPercent', 'many', undefined],
    ['MAX_HEAP_SIZE', '4G', { maximumMiB: 4096, source: 'environment MAX_HEAP_SIZE' }],
    ['SOLR_HEAP', '512m', { maximumMiB: 512, source: 'environment SOLR_HEAP' }],
    ['MAX_HEAP_SIZE', '4', undefined],
  ])('reads %s=%s', (name, value, expected) => {
    expect(heap({ environment: { [name]: value } })).toEqual(expected);
  });

  it.each([
    ['-XX:MaxRAMFraction=2', 50],
    ['--max-old-space-size-percentage=60', 60],
  ])('reads the share in %s', (option, ramPercent) => {
    expect(heap({ command: ['run', option] })).toEqual({ ramPercent, source: 'command' });
  });

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
  const byImage = { maximumMiB: 2048, source: 'default of the image', isGuess: true };

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
    'example/my-cp-kafka-connect:1',
    '111122223333.dkr.ecr.us-east-1.amazonaws.com/team/kafka-connect:main',
  ])('is known: %s has 2 GiB', (image) => {
    expect(heap({ image })).toEqual(byImage);
  });

  it.each(['confluentinc/cp-kafka:7', `${CONNECT}-extra:1`, 'example/connect', 'example/mykafka-connects', ''])(
    'is not this one: %s',
    (image) => {
      expect(heap({ image })).toBeUndefined();
    },
  );

  it.each<[string, Partial<RuntimeDefinition>]>([
    ['its variables', { environment: { CONNECT_BOOTSTRAP_SERVERS: 'kafka:9092', CONNECT_GROUP_ID: 'connect' } }],
    ['what it runs', { command: ['/etc/confluent/docker/run && connect-distributed'] }],
    ['its entry point', { entryPoint: ['sh', '-c', 'exec /opt/kafka/bin/connect-distributed.sh worker.properties'] }],
  ])('is known under another name by %s', (_, fields) => {
    expect(heap({ image: 'registry.example/platform:12', ...fields })).toEqual(byImage);
  });

  it('is not known by one of two variables, nor by the start script that all images of Confluent have', () => {
    expect(heap({ environment: { CONNECT_GROUP_ID: 'connect' } })).toBeUndefined();
    expect(heap({ command: ['/etc/confluent/docker/run'] })).toBeUndefined();
  });

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
});

it('keeps nothing else of the environment', () => {
  const environment = {
    PASSWORD: 'secret',
    JAVA_OPTS: '-Dpassword=secret -Xmx64m -Dtoken=secret',
    constructor: 'none',
  };
  const found = heap({ environment, command: ['run', '--token=secret'] });
  expect(found).toEqual({ maximumMiB: 64, source: 'environment JAVA_OPTS' });
  expect(JSON.stringify(found)).not.toContain('secret');
});
