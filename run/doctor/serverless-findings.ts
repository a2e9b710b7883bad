import type { Configuration } from '../../core/configuration/configuration.ts';
import { publishedNumbers } from '../../core/model/sizes.ts';
import { documentOf } from '../../core/publication/target-documents.ts';
import { TASK_DEFINITION } from '../consumer/declared-resources.ts';
import { keyAt, literalParams, type SizePlace, sizesIn } from '../consumer/serverless-file.ts';
import { shown, valueAt } from '../consumer/serverless-yaml.ts';
import { sizeIn, soleText, variableIn } from '../consumer/size-variables.ts';
import {
  type Deployer,
  type Deployments,
  deploymentsOf,
  markOf,
  otherTasksText,
  ownTaskDefinition,
  servicesOf,
} from './deployments.ts';
import { about, type Finding } from './finding.ts';
import { readFindings, sourceFindings, variableFor } from './read-findings.ts';

/** Whether a serverless.yml reads the documents of the services that it deploys, and nothing in it wins over them. */
export async function serverlessFindings(
  configuration: Configuration,
  deployer: Deployer,
): Promise<readonly Finding[]> {
  const { path, consumer } = deployer;
  const { targets, parameterPrefix } = configuration;
  const services = [...new Set(targets.map(({ service }) => service))];
  const own = servicesOf(consumer.file, services, parameterPrefix);
  if (own.length === 0) {
    const advice = `It should hold: custom.size: ${variableFor(`${parameterPrefix}/<service>`)}`;
    return [about('serverless', path).problem(`It reads the documents of none of ${services.join(', ')}.`, advice)];
  }
  const all = await Promise.all(own.map((service) => deploymentsOf(service, configuration, deployer)));
  return [...all.flatMap(serviceFindings), ...unreadFindings(path, all)];
}

function serviceFindings(deployments: Deployments): readonly Finding[] {
  const findings = [
    ...sourceFindings(deployments),
    ...readFindings(deployments),
    ...placeFindings(deployments),
    ...formerFindings(deployments),
    ...keyFindings(deployments),
  ];
  const { path, service } = deployments;
  if (findings.length > 0) return findings;
  return [about('serverless', path).ok(`Every size of ${service} comes from its document.`)];
}

/** Each size in the service's own task definition that comes from somewhere else than the document. */
function placeFindings(deployments: Deployments): readonly Finding[] {
  const { path, file, stages } = deployments;
  const [first] = stages;
  if (first === undefined) return [];
  const task = ownTaskDefinition(deployments);
  const { notChecked } = about('serverless', path);
  if (task === undefined) {
    const isThere = first.read.file.resources.some(({ type }) => type === TASK_DEFINITION);
    return [
      isThere
        ? notChecked(`Which of its task definitions is that of ${first.target.ecsService} cannot be told.`)
        : notChecked('It declares no task definition.'),
    ];
  }
  return sizesIn(task).flatMap((place) => {
    const value = valueAt(file.root, place.path.split('.')) ?? place.value;
    return placeFinding({ ...place, value }, deployments);
  });
}

function placeFinding(place: SizePlace, { path, stages, source = 'size' }: Deployments): readonly Finding[] {
  const keys = stages.flatMap(({ target }) => keyAt(place, target.parameters) ?? []);
  const [key] = keys;
  if (key === undefined) return [];
  const wanted = `\${self:custom.${source}.${key}}`;
  const read = stages.map(({ read: { file } }) => valueAt(file.root, place.path.split('.')));
  const value = soleText(place.value) ?? shown(place.value);
  if (value === wanted || read.every((each) => soleText(each) === markOf(key))) return [];
  const { warning, problem } = about('serverless', `${path}: ${place.path}`);
  const advice = `Put ${wanted} there.`;
  if (sizeIn(place.value) !== undefined) return [problem(`Still the literal ${value}.`, advice)];
  if (variableIn(place.value) !== undefined) return [problem(`Reads ${value}, not the document.`, advice)];
  return [warning(`Where this size comes from cannot be followed: ${value}.`, advice)];
}

/** Each former key: it wins without a word where the service still reads it. */
function formerFindings(deployments: Deployments): readonly Finding[] {
  const { path, file, stages } = deployments;
  const keys = new Set(stages.flatMap(({ target }) => publishedNumbers(target.parameters).map(({ key }) => key)));
  const others = otherTasksText(deployments);
  return literalParams(file, [...keys]).flatMap((former) => {
    const { warning, problem } = about('serverless', `${path}: ${former.path}`);
    const variable = `\${param:${former.key}}`;
    const [all, ofOthers] = [file.text, others].map((text) => text.split(variable).length - 1);
    if (all === 0)
      return [warning(`The former ${former.value} would win silently wherever ${variable} is read.`, 'Delete it.')];
    if (all === ofOthers) return [];
    const text = `The former ${former.value} wins silently: ${variable} is still read.`;
    return [problem(text, 'Delete it, and read the document.')];
  });
}

/** What the deployer reads and nobody read here. */
function unreadFindings(path: string, all: readonly Deployments[]): readonly Finding[] {
  const unread = [...new Set(all.flatMap(({ stages }) => stages.flatMap(({ read }) => read.unread)))];
  if (unread.length === 0) return [];
  return [about('serverless', path).notChecked(`Not read: ${unread.join(', ')}.`)];
}

/** Each key that is read and is not there: in the document that fails a deployment, in the fallback the first one. */
function keyFindings({ path, file, documents, source = 'size', stages }: Deployments): readonly Finding[] {
  const pattern = new RegExp(`self:custom\\.${source}\\.([\\w-]+)`, 'g');
  const read = [...new Set([...file.text.matchAll(pattern)].flatMap(([, key]) => key ?? []))];
  return stages.flatMap(({ target, bare }) => {
    const published = new Set(publishedNumbers(target.parameters).map(({ key }) => key));
    const known = documents.get(target.id);
    const live = known && documentOf(known.live);
    const fallback = bare.file.custom.get(source);
    const { service, stage } = target;
    const { warning, problem } = about('serverless', `${path}: ${stage}`);
    return read.flatMap((key) => [
      ...(published.has(key) ? [] : [problem(`It reads ${key}, which rightsizer.yml does not publish.`, UNPUBLISHED)]),
      ...(live === undefined || Object.hasOwn(live, key)
        ? []
        : [
            problem(
              `The document lacks ${key}: a deployment fails.`,
              `rightsizer seed ${service} ${stage} --set ${key}=…`,
            ),
          ]),
      ...(!(fallback instanceof Map) || fallback.has(key) ? [] : [warning(`Its fallback lacks ${key}.`, FALLBACK)]),
    ]);
  });
}

const UNPUBLISHED = 'Name the key under parameters in rightsizer.yml.';
const FALLBACK = 'The fallback replaces the whole document: give it all keys.';
