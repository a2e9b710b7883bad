import { createRequire } from 'node:module';
import { extname } from 'node:path';
import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import { type Fields, fieldsOf, toFields, toObjects, valueAt } from './serverless-yaml.ts';

/** A serverless.yml as a deployment of one stage has it; what nobody could resolve stays as it stands. */
export interface StageReading {
  readonly root: Fields;
  /** The parameters of SSM that it asks for. */
  readonly reads: readonly ParameterRead[];
  /** Paths such as `custom.size` whose variable finds nothing, nor anything to fall back to. */
  readonly missing: readonly string[];
}

/** One `${ssm(options):address}`. */
export interface ParameterRead {
  readonly address: string;
  /** E.g. a region, or `raw`. */
  readonly options: readonly string[];
}

/** What SSM is taken to hold: a document, `null` for none, undefined where that is not known. */
export type KnownParameter = (name: string) => SizesDocument | null | undefined;

/** A variable that holds no other variable. */
const INNERMOST = /\$\{([^${}]*)\}/;
/** A variable that leads to itself ends here. */
const MOST_VARIABLES = 50;

/**
 * A serverless.yml as a deployment of a stage has it, as far as it tells by itself: service, stage, params and custom.
 * What takes more stays as it stands: other files, options, environment, AWS. For where osls is not installed.
 */
export function plainReading(root: Fields, stage: string): StageReading {
  const reads: string[] = [];
  const resolved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolved);
    if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, resolved(each)]));
    return typeof value === 'string' ? (resolvedText(value, { root, stage, reads }) ?? value) : value;
  };
  const whole = fieldsOf(resolved(root));
  return { root: whole, reads: [...new Set(reads)].map((address) => ({ address, options: [] })), missing: [] };
}

interface Reading {
  readonly root: Fields;
  readonly stage: string;
  readonly reads: string[];
}

/** A text without variables, or the mapping that its one variable is; undefined where that cannot be told. */
function resolvedText(value: string, reading: Reading): string | Fields | undefined {
  let text = value;
  for (let variables = 0; variables < MOST_VARIABLES; variables += 1) {
    const [variable, addresses = ''] = INNERMOST.exec(text) ?? [];
    if (variable === undefined) return text;
    const found = firstOf(addresses, reading);
    if (found instanceof Map && variable === text) return fieldsOf(found);
    const part = plainText(found);
    if (part === undefined) return undefined;
    text = text.replace(variable, () => part);
  }
  return undefined;
}

/** What the first of several addresses says that says something. */
function firstOf(addresses: string, reading: Reading): unknown {
  const all = addresses.split(',').map((address) => found(address.trim(), reading));
  return all.find((value) => value instanceof Map || plainText(value) !== undefined);
}

const STAGE_ADDRESSES: readonly string[] = ['sls:stage', 'opt:stage', 'self:provider.stage'];

function found(address: string, { root, stage, reads }: Reading): unknown {
  const [, quoted] = /^(?:'([^']*)'|"([^"]*)"|(\d+))$/.exec(address)?.filter((part) => part !== undefined) ?? [];
  if (quoted !== undefined) return quoted;
  if (STAGE_ADDRESSES.includes(address)) return stage;
  if (address.startsWith('ssm:')) reads.push(address.slice('ssm:'.length));
  const [, source, name = ''] = /^(param:|self:)([\w.-]+)$/.exec(address) ?? [];
  const parts = name.split('.');
  if (source === 'self:') return valueAt(root, parts);
  const params = source === undefined ? undefined : fieldsOf(root.get('params'));
  return valueAt(params?.get(stage), [name]) ?? valueAt(params?.get('default'), [name]);
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
}

/** How osls asks a source of variables, as far as it matters here. */
interface Asked {
  readonly address?: string | null;
  readonly params?: readonly string[];
}

interface Source {
  resolve(asked: Asked): unknown;
}

/** By path, its parts joined by `\\0`: the variables there, with what is wrong with one. */
type Meta = ReadonlyMap<string, { readonly error?: { readonly code?: string } }>;

const VARIABLES = 'osls/lib/configuration/variables';

/** The resolver of the installed osls, which is there in a clone; undefined where it is not. */
function installedOsls() {
  const load = createRequire(import.meta.url);
  try {
    const source = (name: string): Source => load(`${VARIABLES}/sources/${name}.js`);
    const file = source('file');
    const param: (input: object) => Source = load(`${VARIABLES}/sources/instance-dependent/param.js`);
    const resolve: (work: object) => Promise<void> = load(`${VARIABLES}/resolve.js`);
    const metaOf: (configuration: object) => Meta = load(`${VARIABLES}/resolve-meta.js`);
    /** Those that need no account; of files only YAML, JSON and texts, so that nobody's program runs. */
    const sources: Readonly<Record<string, Source>> = {
      env: source('env'),
      file: { resolve: (asked) => (isProgram(asked.params?.[0] ?? '') ? NOT_KNOWN : file.resolve(asked)) },
      opt: source('opt'),
      self: source('self'),
      strToBool: source('str-to-bool'),
      sls: load(`${VARIABLES}/sources/instance-dependent/get-sls.js`)(),
    };
    const paramsOf = (configurationInput: object) => param({ configurationInput, processedInput: { options: {} } });
    return { resolve, metaOf, sources, paramsOf };
  } catch {
    return undefined;
  }
}

type Osls = NonNullable<ReturnType<typeof installedOsls>>;

/** The variable stays as it stands, whatever it falls back to. */
const NOT_KNOWN = { value: null, isPending: true };

/** Nobody's program is run to read what it would say. */
export function isProgram(path: string): boolean {
  return /^\.(c|m)?[jt]s$/.test(extname(path));
}

interface Work {
  readonly folder: string;
  readonly root: Fields;
}

/** Resolves what these sources can, of a copy. */
async function resolved(osls: Osls, { folder, root }: Work, stage: string | undefined, ssm?: Source) {
  const configuration = Object(toObjects(root));
  const meta = osls.metaOf(configuration);
  const all = { ...osls.sources, param: osls.paramsOf(configuration), ...(ssm && { ssm }) };
  const { file } = osls.sources;
  const sources = stage === undefined ? { file } : all;
  await osls.resolve({
    serviceDir: folder,
    configuration,
    variablesMeta: meta,
    sources,
    options: stage === undefined ? {} : { stage },
    fulfilledSources: new Set(Object.keys(sources)),
  });
  const missing = [...meta].filter(([, { error }]) => error?.code === 'MISSING_VARIABLE_RESULT');
  return {
    root: fieldsOf(toFields(configuration)),
    missing: missing.map(([path]) => path.replaceAll('\0', '.')),
  };
}

/** Undefined where osls is not installed. */
export function oslsReader() {
  const osls = installedOsls();
  if (osls === undefined) return undefined;
  return {
    /** With the other files put where the file reads them; all other variables stay. */
    withFiles: async (work: Work): Promise<Fields> => (await resolved(osls, work, undefined)).root,
    reading: async (work: Work, stage: string, known: KnownParameter): Promise<StageReading> => {
      const reads: ParameterRead[] = [];
      const resolve = ({ address, params }: Asked) => {
        reads.push({ address: String(address), options: params ?? [] });
        const value = known(String(address));
        return value === undefined ? NOT_KNOWN : { value };
      };
      return { ...(await resolved(osls, work, stage, { resolve })), reads };
    },
  };
}

export type OslsReader = NonNullable<ReturnType<typeof oslsReader>>;
