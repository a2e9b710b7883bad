import { createRequire } from 'node:module';
import { extname } from 'node:path';
import type { KnownParameter, ParameterRead, StageReading } from './plain-reading.ts';
import { type Fields, fieldsOf, toFields, toObjects } from './serverless-yaml.ts';

/** How osls asks a source of variables, as far as it matters here. */
interface Asked {
  readonly address?: string | null;
  readonly params?: readonly string[];
}

interface Source {
  resolve(asked: Asked): unknown;
}

type Sources = Readonly<Record<string, Source>>;
type Resolve = (work: object) => Promise<void>;
/** By path, its parts joined by `\\0`: the variables there, with what is wrong with one. */
type Meta = ReadonlyMap<string, { readonly error?: { readonly code?: string } }>;

interface Osls {
  readonly resolve: Resolve;
  readonly metaOf: (configuration: object) => Meta;
  /** Those that need no account; of files only YAML, JSON and texts, so that nobody's program runs. */
  readonly sources: Sources;
  paramsOf(configuration: object): Source;
}

const VARIABLES = 'osls/lib/configuration/variables';

/** The resolver of the installed osls, which is there in a clone; undefined where it is not. */
function installedOsls(): Osls | undefined {
  const load = createRequire(import.meta.url);
  try {
    const source = (name: string): Source => load(`${VARIABLES}/sources/${name}.js`);
    const file = source('file');
    const param = load(`${VARIABLES}/sources/instance-dependent/param.js`);
    return {
      resolve: load(`${VARIABLES}/resolve.js`),
      metaOf: load(`${VARIABLES}/resolve-meta.js`),
      sources: {
        env: source('env'),
        file: { resolve: (asked) => (isProgram(asked.params?.[0] ?? '') ? NOT_KNOWN : file.resolve(asked)) },
        opt: source('opt'),
        self: source('self'),
        strToBool: source('str-to-bool'),
        sls: load(`${VARIABLES}/sources/instance-dependent/get-sls.js`)(),
      },
      paramsOf: (configurationInput) => param({ configurationInput, processedInput: { options: {} } }),
    };
  } catch {
    return undefined;
  }
}

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

/** Reads with osls. */
export interface OslsReader {
  /** With the other files put where the file reads them; all other variables stay. */
  withFiles(work: Work): Promise<Fields>;
  /** As a deployment of a stage would have it. */
  reading(work: Work, stage: string, known: KnownParameter): Promise<StageReading>;
}

/** Undefined where osls is not installed. */
export function oslsReader(): OslsReader | undefined {
  const osls = installedOsls();
  if (osls === undefined) return undefined;
  return {
    withFiles: async (work) => (await resolved(osls, work, undefined)).root,
    reading: async (work, stage, known) => {
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
