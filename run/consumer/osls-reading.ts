import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { type Fields, fieldsOf, toFields, toObjects } from './serverless-yaml.ts';
import type { KnownParameter, ParameterRead, StageReading } from './stage-reading.ts';

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
type Meta = (configuration: object) => Map<string, unknown>;

interface Osls {
  readonly resolve: Resolve;
  readonly metaOf: Meta;
  /** Those that need no account; of files only YAML, JSON and texts, so that nobody's program runs. */
  readonly sources: Sources;
  paramsOf(configuration: object): Source;
}

const VARIABLES = 'osls/lib/configuration/variables';
const PROGRAM = /^\.(c|m)?[jt]s$/;

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
        file: { resolve: (asked) => (isProgram(asked) ? NOT_KNOWN : file.resolve(asked)) },
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

function isProgram({ params: [path = ''] = [] }: Asked): boolean {
  return PROGRAM.test(extname(path));
}

interface Work {
  readonly folder: string;
  readonly root: Fields;
}

/** Resolves what these sources can, of a copy. */
async function resolved(osls: Osls, { folder, root }: Work, stage: string | undefined, ssm?: Source): Promise<Fields> {
  const configuration = Object(toObjects(root));
  const all = { ...osls.sources, param: osls.paramsOf(configuration), ...(ssm && { ssm }) };
  const { file } = osls.sources;
  const sources = stage === undefined ? { file } : all;
  await osls.resolve({
    serviceDir: folder,
    configuration,
    variablesMeta: osls.metaOf(configuration),
    sources,
    options: stage === undefined ? {} : { stage },
    fulfilledSources: new Set(Object.keys(sources)),
  });
  return fieldsOf(toFields(configuration));
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
    withFiles: (work) => resolved(osls, work, undefined),
    reading: async (work, stage, known) => {
      const reads: ParameterRead[] = [];
      const resolve = ({ address, params }: Asked) => {
        reads.push({ address: String(address), options: params ?? [] });
        const value = known(String(address));
        return value === undefined ? NOT_KNOWN : { value };
      };
      const root = await resolved(osls, work, stage, { resolve });
      return { root, reads };
    },
  };
}
