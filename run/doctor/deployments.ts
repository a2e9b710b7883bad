import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { publishedNumbers } from '../../core/model/sizes.ts';
import type { SizesDocument } from '../../core/publication/sizes-document.ts';
import type { TargetDocuments } from '../../core/publication/target-documents.ts';
import type { Consumer, StageFile } from '../consumer/consumer.ts';
import { type DeclaredResource, TASK_DEFINITION } from '../consumer/declared-resources.ts';
import { declaredNames, servicesIn, taskDefinitionIn } from '../consumer/declared-service.ts';
import { type ServerlessFile, sourceIn } from '../consumer/serverless-file.ts';
import { toObjects } from '../consumer/serverless-yaml.ts';

/** A serverless.yml on disk, and what is stored for it. */
export interface Deployer {
  readonly path: string;
  readonly consumer: Consumer;
  /** What is stored, by target id; without targets whose documents could not be read. */
  readonly documents: ReadonlyMap<string, TargetDocuments>;
}

export interface DeployedStage {
  readonly target: Target;
  /** With its document, whose values tell their keys. */
  readonly read: StageFile;
  /** With no document: as it falls back. */
  readonly bare: StageFile;
}

/** The stages of one service, each as the file would deploy it. */
export interface Deployments extends Deployer {
  readonly file: ServerlessFile;
  readonly service: string;
  /** Where its documents lie. */
  readonly folder: string;
  /** The key of `custom` that holds the document. */
  readonly source?: string;
  readonly stages: readonly DeployedStage[];
}

/** The services that a file is about: those whose documents it reads, else the one of its name, else the only one. */
export function servicesOf(file: ServerlessFile, services: readonly string[], prefix: string): readonly string[] {
  const read = services.filter((service) => file.text.includes(`:${prefix}/${service}/`));
  if (read.length > 0) return read;
  const named = services.filter((service) => service === file.service);
  return named.length > 0 || services.length > 1 ? named : services;
}

export async function deploymentsOf(
  service: string,
  { targets, parameterPrefix }: Configuration,
  deployer: Deployer,
): Promise<Deployments> {
  const { consumer } = deployer;
  const { file } = consumer;
  const own = targets.filter((target) => target.service === service);
  const folder = `${parameterPrefix}/${service}`;
  const marks = marksOf(own);
  const none = (name: string) => (speaksOf(name, folder) ? null : undefined);
  const known = (name: string) => (isDocument(name, folder) ? marks : none(name));
  const stages = own.map(async (target): Promise<DeployedStage> => {
    const { stage } = target;
    return { target, read: await consumer.at(stage, known), bare: await consumer.at(stage, none) };
  });
  const source = sourceIn(file, folder);
  const found = { ...deployer, file, service, folder, stages: await Promise.all(stages) };
  return { ...found, ...(source !== undefined && { source }) };
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

export function otherTasksText(deployments: Deployments): string {
  const own = ownTaskDefinition(deployments);
  if (own === undefined) return '';
  const others = deployments.file.resources.filter(({ type, path }) => type === TASK_DEFINITION && path !== own.path);
  return JSON.stringify(others.map(({ properties }) => toObjects(properties)));
}
