import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import type { Fields } from './serverless-yaml.ts';

/** A serverless.yml as a deployment of one stage has it; what nobody could resolve stays as it stands. */
export interface StageReading {
  readonly root: Fields;
  /** The parameters of SSM that it asks for. */
  readonly reads: readonly ParameterRead[];
}

/** One `${ssm(options):address}`. */
export interface ParameterRead {
  readonly address: string;
  /** E.g. a region, or `raw`. */
  readonly options: readonly string[];
}

/** What SSM is taken to hold: a document, `null` for none, undefined where that is not known. */
export type KnownParameter = (name: string) => SizesDocument | null | undefined;
