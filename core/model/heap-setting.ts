import type { HeapSetting } from './service.ts';
import { ownEntry } from './sizes.ts';

/** What a container's definition says of its runtime. Environment values are read for heap settings and not kept. */
export interface RuntimeDefinition {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly entryPoint: readonly string[];
}

/** The source of a heap that only the image, or what it runs, says. */
export const IMAGE_DEFAULT = 'default of the image';

/** A program that sets a maximum heap by itself when nothing else does. */
interface ImageHeap {
  /** Matches the image's repository name, without registry and tag. */
  readonly repository: RegExp;
  /** Matches command and entry point, for images under another name. */
  readonly runs: RegExp;
  /** Variables that only this program is given, all of them, for images under another name. */
  readonly variables: readonly string[];
  readonly maximumMiB: number;
  /** The variable whose absence brings the default. */
  readonly unless: string;
}

/**
 * Kafka Connect has `-Xmx2G` without KAFKA_HEAP_OPTS (github.com/confluentinc/kafka `bin/connect-distributed.sh`,
 * 2026-11-22: `export KAFKA_HEAP_OPTS="-Xms256M -Xmx2G"`). A mirror is known by what it runs or two variables of
 * Confluent's image (docs.confluent.io, "Docker configuration parameters", Kafka Connect, 2026-11-25).
 */
const KNOWN_IMAGES: readonly ImageHeap[] = [
  {
    repository: /(^|[/._-])(kafka|cp-server)-connect(-base)?$/,
    runs: /\bconnect-distributed\b/,
    variables: ['CONNECT_BOOTSTRAP_SERVERS', 'CONNECT_GROUP_ID'],
    maximumMiB: 2048,
    unless: 'KAFKA_HEAP_OPTS',
  },
];

/**
 * This variable overrides even the command line; others count less. The JVM takes KAFKA_OPTS behind KAFKA_HEAP_OPTS,
 * and JDK_JAVA_OPTIONS and JAVA_TOOL_OPTIONS only where nothing else names a heap. The rest stands between.
 */
const OVERRIDING_VARIABLE = '_JAVA_OPTIONS';
const FIRST_VARIABLES = ['NODE_OPTIONS', 'KAFKA_OPTS', 'KAFKA_HEAP_OPTS'];
const LAST_VARIABLES = ['JDK_JAVA_OPTIONS', 'JAVA_TOOL_OPTIONS'];

const UNITS_MIB: Readonly<Record<string, number>> = { '': 1 / 1024 ** 2, k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2 };
const XMX = /(?:^|[\s"'=])-(?:Xmx|XX:MaxHeapSize=)(\d+)([kmgt]?)\b/gi;
const RAM_PERCENT = /-XX:MaxRAMPercentage=(\d+(?:\.\d+)?)/g;
const RAM_FRACTION = /-XX:MaxRAMFraction=([1-9]\d*)/g;
const OLD_SPACE = /--max[-_]old[-_]space[-_]size[=\s](\d+)/g;
const OLD_SPACE_PERCENT = /--max[-_]old[-_]space[-_]size[-_]percentage[=\s](\d+(?:\.\d+)?)/g;

type Found = Omit<HeapSetting, 'source'>;

function mebibytes(amount: string, unit: string): number {
  return Math.ceil(Number(amount) * Number(UNITS_MIB[unit.toLowerCase()]));
}

function lastOf(pattern: RegExp, text: string): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1);
}

/** The heap that options set: the last `-Xmx` wins, as in the JVM; an absolute size wins over a percentage. */
function heapIn(text: string): Found | undefined {
  const xmx = lastOf(XMX, text);
  if (xmx !== undefined) return { maximumMiB: mebibytes(String(xmx[1]), String(xmx[2])) };
  const oldSpace = lastOf(OLD_SPACE, text);
  if (oldSpace !== undefined) return { maximumMiB: Number(oldSpace[1]) };
  const percent = lastOf(RAM_PERCENT, text) ?? lastOf(OLD_SPACE_PERCENT, text);
  if (percent !== undefined) return { ramPercent: Number(percent[1]) };
  const fraction = lastOf(RAM_FRACTION, text);
  return fraction === undefined ? undefined : { ramPercent: 100 / Number(fraction[1]) };
}

/** Go advises 5 to 10 % beside GOMEMLIMIT for memory unknown to its runtime (go.dev/doc/gc-guide, read 2026-11-26). */
const GO_NON_HEAP_SHARE = 0.1;

/** `GOMEMLIMIT`: bytes, or a number with B, KiB, MiB, GiB, TiB (pkg.go.dev/runtime, 2026-11-26); `off` is none. */
function goHeap(value: string): Found | undefined {
  const found = /^(\d+)(?:B|([KMGT])iB)?$/.exec(value);
  return found === null
    ? undefined
    : { maximumMiB: mebibytes(String(found[1]), found[2] ?? ''), nonHeapShare: GO_NON_HEAP_SHARE };
}

/** For .NET settings (learn.microsoft.com, "Runtime configuration options for garbage collection", 2026-11-26). */
function hexadecimal(value: string): number | undefined {
  return /^(0x)?[0-9a-f]+$/i.test(value) ? Number.parseInt(value, 16) : undefined;
}

function dotnetHeap(value: string): Found | undefined {
  const bytes = hexadecimal(value);
  return bytes ? { maximumMiB: Math.ceil(bytes / 1024 ** 2) } : undefined;
}

function dotnetShare(value: string): Found | undefined {
  const ramPercent = hexadecimal(value);
  return ramPercent ? { ramPercent } : undefined;
}

/** A bare size such as `4G`, as start scripts of Cassandra and Solr take it. */
function plainHeap(value: string): Found | undefined {
  const found = /^(\d+)([mg])$/i.exec(value);
  return found === null ? undefined : { maximumMiB: mebibytes(String(found[1]), String(found[2])) };
}

/** Variables whose whole value is the heap. */
const WHOLE_VALUES: Readonly<Record<string, (value: string) => Found | undefined>> = {
  GOMEMLIMIT: goHeap,
  DOTNET_GCHeapHardLimit: dotnetHeap,
  COMPlus_GCHeapHardLimit: dotnetHeap,
  DOTNET_GCHeapHardLimitPercent: dotnetShare,
  COMPlus_GCHeapHardLimitPercent: dotnetShare,
  MAX_HEAP_SIZE: plainHeap,
  SOLR_HEAP: plainHeap,
};

/** `docker.io/confluentinc/cp-kafka-connect:7.7.1@sha256:…` → `docker.io/confluentinc/cp-kafka-connect`. */
export function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

function isOf({ image, environment, command, entryPoint }: RuntimeDefinition, heap: ImageHeap): boolean {
  const isNamed = heap.repository.test(repositoryOf(image)) || heap.runs.test([...entryPoint, ...command].join(' '));
  return isNamed || heap.variables.every((name) => Object.hasOwn(environment, name));
}

/** What an image sets where its variable is absent or empty: its start script tests for both alike. */
function ofImage(definition: RuntimeDefinition): ImageHeap | undefined {
  return KNOWN_IMAGES.find(
    (image) => isOf(definition, image) && (ownEntry(definition.environment, image.unless) ?? '') === '',
  );
}

/** Of settings that nobody can rank the one that needs most: sizes before shares, larger before smaller. */
function largest(settings: readonly HeapSetting[]): readonly HeapSetting[] {
  return settings.toSorted(
    (a, b) => (b.maximumMiB ?? 0) - (a.maximumMiB ?? 0) || (b.ramPercent ?? 0) - (a.ramPercent ?? 0),
  );
}

/**
 * The largest heap that a container's definition allows: from any variable of its environment, its command and entry
 * point, and the default of a well-known program, which stands in the place of its variable and is a guess. Undefined
 * when nothing says so. An absolute size anywhere wins over a percentage, as in the JVM.
 *
 * @example heapSetting({ image: '', environment: { KAFKA_HEAP_OPTS: '-Xms64M -Xmx128M' }, command: [],
 * entryPoint: [] }) // { maximumMiB: 128, source: 'environment KAFKA_HEAP_OPTS' }
 */
export function heapSetting(definition: RuntimeDefinition): HeapSetting | undefined {
  const { environment, command, entryPoint } = definition;
  const image = ofImage(definition);
  const said = (source: string, found: Found | undefined): readonly HeapSetting[] =>
    found === undefined ? [] : [{ ...found, source }];
  const inVariable = (name: string): readonly HeapSetting[] => {
    if (image?.unless === name) return [{ maximumMiB: image.maximumMiB, source: IMAGE_DEFAULT, isGuess: true }];
    const value = ownEntry(environment, name) ?? '';
    return said(`environment ${name}`, (ownEntry(WHOLE_VALUES, name) ?? heapIn)(value));
  };
  const ranked = new Set([OVERRIDING_VARIABLE, ...FIRST_VARIABLES, ...LAST_VARIABLES]);
  const others = Object.keys(environment).filter((name) => !ranked.has(name));
  const settings = [
    ...inVariable(OVERRIDING_VARIABLE),
    ...said('command', heapIn(command.join(' '))),
    ...said('entry point', heapIn(entryPoint.join(' '))),
    ...FIRST_VARIABLES.flatMap(inVariable),
    ...largest(others.flatMap(inVariable)),
    ...LAST_VARIABLES.flatMap(inVariable),
  ];
  return settings.find(({ maximumMiB }) => maximumMiB !== undefined) ?? settings[0];
}
