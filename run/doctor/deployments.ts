import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { publishedNumbers } from '../../core/model/sizes.ts';
import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import type { TargetDocuments } from '../../core/publication/target-documents.ts';
import type { Consumer, StageFile } from '../consumer/consumer.ts';
import { type DeclaredResource, TASK_DEFINITION } from '../consumer/declared-resource.ts';
import { declaredNames, servicesIn, taskDefinitionIn } from '../consumer/declared-service.ts';
import type { ServerlessFile } from '../consumer/serverless-file.ts';
import { toObjects } from '../consumer/serverless-yaml.ts';

/** A serverless.yml on disk, and what is stored for it. */
export interface Deployer {
  readonly path: string;
  readonly consumer: Consumer;
  /** What is stored, by target id; without targets whose documents could not be read. */
  readonly documents: ReadonlyMap<string, TargetDocuments>;
}

/** The stages of one service, each as the file would deploy it. */
export interface Deployments extends Deployer {
  readonly file: ServerlessFile;
  readonly service: string;
  /** Where its documents lie. */
  readonly folder: string;
  /** The key of `custom` that holds the document. */
  readonly source?: string;
  readonly stages: ReadonlyArray<{ readonly target: Target; readonly read: StageFile }>;
}

/** The service that a file is about: the one whose documents it reads, else the one of its name, else the only one. */
export function serviceOf(file: ServerlessFile, services: readonly string[], prefix: string): string | undefined {
  const only = services.length === 1 ? services[0] : undefined;
  const read = services.find((service) => file.text.includes(`:${prefix}/${service}/`));
  return read ?? services.find((service) => service === file.service) ?? only;
}

/** The stages of a service as the file would deploy them. */
export async function deploymentsOf(
  service: string,
  { targets, parameterPrefix }: Configuration,
  deployer: Deployer,
): Promise<Deployments> {
  const own = targets.filter((target) => target.service === service);
  const folder = `${parameterPrefix}/${service}`;
  const marks = marksOf(own);
  const known = (name: string) => {
    if (isDocument(name, folder)) return marks;
    return speaksOf(name, folder) ? null : undefined;
  };
  const stages = own.map(async (target) => ({ target, read: await deployer.consumer.at(target.stage, known) }));
  const { file } = deployer.consumer;
  const source = sourceName(file, folder);
  return {
    ...deployer,
    file,
    service,
    folder,
    ...(source !== undefined && { source }),
    stages: await Promise.all(stages),
  };
}

/** What a size reads as where it comes from the document. */
export function markOf(key: string): string {
  return `<${key}>`;
}

/** A document whose values tell their keys: where one comes out of the resolver, the size is read. */
function marksOf(targets: readonly Target[]): SizesDocument {
  const keys = targets.flatMap(({ parameters }) => publishedNumbers(parameters).map(({ key }) => key));
  return Object.fromEntries(keys.map((key) => [key, markOf(key)]));
}

/** Whether a parameter of this name can be a document of a stage. */
export function isDocument(name: string, folder: string): boolean {
  return name.startsWith(`${folder}/`) && /^[\w-]+$/.test(name.slice(folder.length + 1));
}

/** Also without the first slash. */
export function speaksOf(name: string, folder: string): boolean {
  return name.includes(folder.slice(1));
}

/** The key of `custom` that holds the document. */
function sourceName({ custom }: ServerlessFile, folder: string): string | undefined {
  return [...custom].find(
    ([key, value]) => /^[\w-]+$/.test(key) && /^\$\{ssm\b/.test(String(value)) && speaksOf(String(value), folder),
  )?.[0];
}

/** The task definition of the configured service; undefined where it cannot be told which one that is. */
export function ownTaskDefinition({ stages: [first] }: Deployments): DeclaredResource | undefined {
  if (first === undefined) return undefined;
  const { target, read } = first;
  const services = servicesIn(read.file);
  if (services.length <= 1) return taskDefinitionIn(read.file, services[0]);
  const own = services.filter(({ logicalId, path }) => {
    if (target.find?.logicalId !== undefined) return logicalId === target.find.logicalId;
    const { cluster, service } = declaredNames(read.file, target.stage, path);
    const isInCluster = cluster.kind !== 'named' || cluster.name === target.cluster;
    return service.kind === 'named' && service.name === target.ecsService && isInCluster;
  });
  return own.length === 1 ? taskDefinitionIn(read.file, own[0]) : undefined;
}

/** The task definitions of other services, as text. */
export function otherTasksText(deployments: Deployments): string {
  const own = ownTaskDefinition(deployments);
  if (own === undefined) return '';
  const others = deployments.file.resources.filter(({ type, path }) => type === TASK_DEFINITION && path !== own.path);
  return JSON.stringify(others.map(({ properties }) => toObjects(properties)));
}
