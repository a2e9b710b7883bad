import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import type { StoredDocument } from '../../core/model/stored-document.ts';
import type { Place } from '../../core/ports.ts';
import { type DocumentNames, documentNames } from '../../core/publication/target-documents.ts';
import { allNames } from '../survey.ts';
import { RefusedError } from './acting.ts';
import type { DocumentReader } from './live-sizes.ts';

/** Documents that can be taken away: for people only, no Lambda holds one. */
export interface DocumentRemover extends DocumentReader {
  /**
   * Deletes documents with all their versions, and gives the names of those that were there.
   *
   * @throws {PortError} When it is refused.
   */
  remove(names: readonly string[]): Promise<readonly string[]>;
}

/** Which documents a person means; the stage need not be in rightsizer.yml any more. */
export interface ForgetRequest {
  readonly configuration: Configuration;
  readonly service: string;
  readonly stage: string;
  /** Default: that of rightsizer.yml. */
  readonly prefix?: string;
  /** Copies under other stage names go too. */
  readonly copies: boolean;
}

export interface ForgetPlan {
  readonly target: string;
  readonly region: string;
  readonly names: readonly string[];
  readonly live?: StoredDocument;
  /** Copies that are there and stay. */
  readonly keptCopies: readonly string[];
  /** What deployments read next, in sentences. */
  readonly consequences: readonly string[];
  /** Deletes what is planned; gives the names of what was there. @throws {PortError} When it is refused. */
  forget(): Promise<readonly string[]>;
}

const PATH = /^\/[A-Za-z0-9_.\-/]{1,500}$/;
const NAME = /^[A-Za-z0-9_-]{1,100}$/;

/**
 * What forgetting a stage would delete, before anything is.
 *
 * @throws {RefusedError} When the names can be none of the recommender's, or there is nothing.
 */
export async function planForget(
  request: ForgetRequest,
  removerOf: (place: Place) => DocumentRemover,
): Promise<ForgetPlan> {
  const { service, stage, copies } = request;
  const known = knownTarget(request);
  const names = namesOf(request, known);
  const remover = removerOf(placeFor(request, known));
  const found = await remover.read(allNames(names));
  const keptCopies = copies ? [] : names.copies.filter((each) => found.has(each));
  const wanted = allNames(names).filter((each) => found.has(each) && !keptCopies.includes(each));
  const target = `${service}/${stage}`;
  if (wanted.length === 0) throw new RefusedError(`Nothing is stored under ${names.live} in ${remover.region}.`);
  const live = found.get(names.live);
  const fallback = (name: string) =>
    `The next deployment that reads ${name} gets the whole \`fallback\` of its serverless.yml, or fails where that has none.`;
  const consequences = [
    ...(live === undefined ? [] : [fallback(names.live)]),
    ...keptCopies.map(
      (name) =>
        `${name} stays: stages that read it keep these sizes, and nobody updates them any more. --copies deletes it too.`,
    ),
    ...(copies ? names.copies.map(fallback) : []),
    known === undefined
      ? `${target} is not in rightsizer.yml: copies of it under other names are not known and stay.`
      : `rightsizer.yml still names ${target}: the next run begins with it anew. Take it out and deploy first.`,
  ];
  const forget = () => remover.remove(wanted);
  return { target, region: remover.region, names: wanted, ...(live && { live }), keptCopies, consequences, forget };
}

function knownTarget({ configuration, service, stage, prefix }: ForgetRequest): Target | undefined {
  const found = configuration.targets.find((target) => target.service === service && target.stage === stage);
  return prefix === undefined || prefix === found?.parameterPrefix ? found : undefined;
}

function namesOf(request: ForgetRequest, known: Target | undefined): DocumentNames {
  if (known !== undefined) return documentNames(known);
  const { service, stage, prefix = request.configuration.parameterPrefix } = request;
  const isName = (text: string) => NAME.test(text) && !['state', 'proposed', 'pin'].includes(text);
  if (!PATH.test(prefix) || !isName(service) || !isName(stage)) {
    throw new RefusedError(`${prefix}/${service}/${stage} is no name that the recommender gives to a document.`);
  }
  return documentNames({ parameterPrefix: prefix, service, stage, alsoPublishTo: [] });
}

/** Where another stage of the service lives, an orphan most likely lived too. */
function placeFor({ configuration, service }: ForgetRequest, known: Target | undefined): Place {
  return known ?? configuration.targets.find((target) => target.service === service) ?? {};
}
