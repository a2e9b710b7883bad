import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { publishedNumbers } from '../../core/model/sizes.ts';
import { documentOf } from '../../core/publication/target-documents.ts';
import { TASK_DEFINITION } from '../consumer/declared-resources.ts';
import { keyAt, literalParams, type SizePlace, sizesIn } from '../consumer/serverless-file.ts';
import { shown, valueAt } from '../consumer/serverless-yaml.ts';
import { sizeIn, soleText, variableIn } from '../consumer/size-variables.ts';
import {
  type DeployedStage,
  type Deployer,
  type Deployments,
  deploymentsOf,
  isDocument,
  markOf,
  otherTasksText,
  ownTaskDefinition,
  servicesOf,
  speaksOf,
} from './deployments.ts';
import { about, type Finding } from './finding.ts';

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

/** What a file should hold: the variable that reads the documents of a folder. */
function variableFor(folder: string): string {
  return `\${ssm:${folder}/\${param:sizes}, param:fallback}`;
}

/** Whether anything reads the documents at all. */
function sourceFindings({ path, folder, source, stages }: Deployments): readonly Finding[] {
  if (source !== undefined || stages.some(({ read }) => read.reads.some(({ address }) => speaksOf(address, folder)))) {
    return [];
  }
  const advice = `Add to custom: size: ${variableFor(folder)}`;
  return [about('serverless', path).problem(`Nothing in custom reads ${folder}.`, advice)];
}

/** Each stage whose deployments read another document than their own, or ask for something that is no document. */
function readFindings(deployments: Deployments): readonly Finding[] {
  const { path, source, stages } = deployments;
  if (source === undefined) return [];
  return stages.flatMap((stage) => {
    const { problem } = about('serverless', `${path}: ${stage.target.stage}`);
    const sourced = { ...deployments, source };
    const said = [...readProblems(stage, sourced), fallbackProblem(stage, sourced)];
    return said.flatMap((each) => (each === undefined ? [] : [problem(...each)]));
  });
}

type Said = readonly [text: string, advice: string];
type Sourced = Deployments & { readonly source: string };

function readProblems(stage: DeployedStage, deployments: Sourced): readonly (Said | undefined)[] {
  const { target, bare } = stage;
  const { folder } = deployments;
  const reads = bare.reads.filter(({ address }) => speaksOf(address, folder));
  if (reads.length === 0) return [unreadProblem(stage, deployments)];
  const names = reads.map(({ address }) => address.slice(folder.length + 1));
  return reads.map(({ address, options }, index): Said | undefined => {
    const name = names[index] ?? '';
    if (!isDocument(address, folder)) return noDocument(address, folder);
    if (name !== target.stage && !target.alsoPublishTo.includes(name)) {
      if (!names.includes(target.stage)) return otherDocument(name, target, deployments);
      const advice = `Take \${ssm:${folder}/${name}} out: the fallback is for that.`;
      return [`Reads the document ${name} where its own is missing.`, advice];
    }
    const wrong = options.find((option) => option !== target.region);
    return wrong === undefined ? undefined : wrongOption(wrong, address);
  });
}

/** A stage that asks for no document at all, where that is known. */
function unreadProblem({ target, bare }: DeployedStage, deployments: Sourced): Said | undefined {
  const { file, source, folder } = deployments;
  const advice = `Write ${variableFor(folder)}`;
  const [, region] = /\$\{ssm\.([\w-]+):/.exec(String(file.custom.get(source))) ?? [];
  if (region !== undefined)
    return [`Asks for ssm.${region}, a form of Serverless 1 that is no source any more.`, advice];
  if (bare.missing.includes(`custom.${source}`)) return otherDocument('of no name', target, deployments);
  if (!(bare.file.custom.get(source) instanceof Map)) return undefined;
  return [`Something stands before the document in custom.${source}, and wins silently.`, advice];
}

/** Where nothing is live yet, a deployment needs what it falls back to. */
function fallbackProblem({ target, bare }: DeployedStage, { documents, source, folder }: Sourced): Said | undefined {
  if (documents.get(target.id)?.live.kind !== 'absent') return undefined;
  const value = bare.file.custom.get(source);
  const isFound = value instanceof Map || (!bare.missing.includes(`custom.${source}`) && String(value).includes('${'));
  if (isFound || !bare.reads.some(({ address }) => isDocument(address, folder))) return undefined;
  const advice = 'Give params.default or those of the stage a fallback with all keys.';
  return ['Nothing is live, and it has no fallback with keys: a deployment fails.', advice];
}

function otherDocument(name: string, { stage }: Target, { file, source }: Sourced): Said {
  const [, param = 'sizes'] = /\/\$\{param:([\w-]+)\}/.exec(String(file.custom.get(source))) ?? [];
  return [`Reads the document ${name}, not its own.`, `Set params.${stage}.${param}: ${stage}`];
}

function noDocument(address: string, folder: string): Said {
  const text = `Asks SSM for ${address}, which is the name of no document: deployments take the fallback, silently.`;
  const old = /~\w+$/.exec(address)?.[0];
  return [text, `${old === undefined ? '' : `Drop the old ${old}. `}Write ${variableFor(folder)}`];
}

function wrongOption(option: string, address: string): Said {
  return [
    `Reads ${address} with (${option}): that is no document with keys, or another region's; deployments take the fallback, or fail.`,
    `Drop (${option}).`,
  ];
}
