import type { HeapSetting } from './service.ts';
import { ownEntry } from './sizes.ts';

/** What a container's definition says about its runtime. Environment values are read for heap settings and kept nowhere. */
export interface RuntimeDefinition {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly entryPoint: readonly string[];
}

/** The source of a heap that nothing but the image says. */
export const IMAGE_DEFAULT = 'default of the image';

/** An image that sets a maximum heap by itself when nothing else does. */
export interface ImageHeap {
  /** Matches the image's repository name, without registry and tag. */
  readonly repository: RegExp;
  readonly maximumMiB: number;
  /** The variable whose absence brings the default. */
  readonly unless: (typeof OPTION_VARIABLES)[number];
  readonly source: string;
}

/**
 * Images with a default maximum heap. Confluent's Kafka Connect images start the worker with `-Xmx2G` when KAFKA_HEAP_OPTS is not set
 * (`connect-distributed`: `export KAFKA_HEAP_OPTS="-Xms256M -Xmx2G"`; github.com/confluentinc/kafka `bin/connect-distributed.sh`, 2026-11-22).
 */
export const KNOWN_IMAGES: readonly ImageHeap[] = [
  {
    repository: /(^|\/)cp-(kafka|server)-connect(-base)?$/,
    maximumMiB: 2048,
    unless: 'KAFKA_HEAP_OPTS',
    source: IMAGE_DEFAULT,
  },
];

/**
 * Variables that a JVM, Kafka's start script or Node read options from, the one that wins first: `_JAVA_OPTIONS` overrides even the command line;
 * Kafka's script puts KAFKA_OPTS behind KAFKA_HEAP_OPTS; JAVA_TOOL_OPTIONS comes first on the command line and so counts least.
 */
const OVERRIDING_VARIABLE = '_JAVA_OPTIONS';
const OPTION_VARIABLES = [
  'NODE_OPTIONS',
  'KAFKA_OPTS',
  'KAFKA_HEAP_OPTS',
  'JAVA_OPTS',
  'JDK_JAVA_OPTIONS',
  'JAVA_TOOL_OPTIONS',
] as const;

const UNITS_MIB: Readonly<Record<string, number>> = { '': 1 / 1024 ** 2, k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2 };
const XMX = /(?:^|[\s"'=])-(?:Xmx|XX:MaxHeapSize=)(\d+)([kmgt]?)\b/gi;
const RAM_PERCENT = /-XX:MaxRAMPercentage=(\d+(?:\.\d+)?)/g;
const OLD_SPACE = /--max[-_]old[-_]space[-_]size[=\s](\d+)/g;

type Found = Omit<HeapSetting, 'source'>;

/** The heap setting in a text of options: the last `-Xmx` wins, as in the JVM; an absolute size wins over a percentage. */
function heapIn(text: string): Found | undefined {
  const xmx = [...text.matchAll(XMX)].at(-1);
  if (xmx !== undefined)
    return { maximumMiB: Math.ceil(Number(xmx[1]) * Number(UNITS_MIB[String(xmx[2]).toLowerCase()])) };
  const oldSpace = [...text.matchAll(OLD_SPACE)].at(-1);
  if (oldSpace !== undefined) return { maximumMiB: Number(oldSpace[1]) };
  const percent = [...text.matchAll(RAM_PERCENT)].at(-1);
  return percent === undefined ? undefined : { ramPercent: Number(percent[1]) };
}

/** `docker.io/confluentinc/cp-kafka-connect:7.7.1@sha256:…` → `docker.io/confluentinc/cp-kafka-connect`. */
export function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

/** What an image sets where its variable is absent or empty: its start script tests for both alike. */
function ofImage({ image, environment }: RuntimeDefinition, images: readonly ImageHeap[]): ImageHeap | undefined {
  return images.find(
    ({ repository, unless }) => repository.test(repositoryOf(image)) && (ownEntry(environment, unless) ?? '') === '',
  );
}

/**
 * The largest heap that a container's definition allows: from its environment, command and entry point, and the default of a well-known image,
 * which stands where the variable would that it replaces. Undefined when nothing says so. An absolute size anywhere wins over a percentage, as in
 * the JVM.
 *
 * @example heapSetting({ environment: { KAFKA_HEAP_OPTS: '-Xms64M -Xmx128M' }, … }) // { maximumMiB: 128, source: 'environment KAFKA_HEAP_OPTS' }
 */
export function heapSetting(
  definition: RuntimeDefinition,
  images: readonly ImageHeap[] = KNOWN_IMAGES,
): HeapSetting | undefined {
  const { environment, command, entryPoint } = definition;
  const image = ofImage(definition, images);
  const inText = (source: string, text: string): readonly HeapSetting[] => {
    const found = heapIn(text);
    return found === undefined ? [] : [{ ...found, source }];
  };
  const inVariable = (name: string): readonly HeapSetting[] =>
    image?.unless === name
      ? [{ maximumMiB: image.maximumMiB, source: image.source }]
      : inText(`environment ${name}`, ownEntry(environment, name) ?? '');
  const said = [
    ...inVariable(OVERRIDING_VARIABLE),
    ...inText('command', command.join(' ')),
    ...inText('entry point', entryPoint.join(' ')),
    ...OPTION_VARIABLES.flatMap(inVariable),
  ];
  return said.find(({ maximumMiB }) => maximumMiB !== undefined) ?? said[0];
}
