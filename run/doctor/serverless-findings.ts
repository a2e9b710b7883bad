import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { publishedNumbers } from '../../core/model/sizes.ts';
import { documentOf, type TargetDocuments } from '../../core/publication/target-documents.ts';
import { about, type Finding } from './finding.ts';
import {
  fallbackKeys,
  literalParams,
  literalSize,
  type ServerlessFile,
  type SizePlace,
  variableName,
} from './serverless-file.ts';

export interface Consumer {
  readonly path: string;
  readonly file: ServerlessFile;
  /** What is stored, by target id; without targets whose documents could not be read. */
  readonly documents: ReadonlyMap<string, TargetDocuments>;
}

/** Whether a serverless.yml reads the documents of the service that it deploys, and nothing in it wins over them. */
export function serverlessFindings(configuration: Configuration, consumer: Consumer): readonly Finding[] {
  const { file, path } = consumer;
  const { targets, parameterPrefix } = configuration;
  const services = [...new Set(targets.map(({ service }) => service))];
  const service = serviceOf(file, services, parameterPrefix);
  if (service === undefined) {
    const advice = `It should hold: custom.size: \${ssm:${parameterPrefix}/<service>/\${param:sizes}, param:fallback}`;
    return [about('serverless', path).problem(`It reads the documents of none of ${services.join(', ')}.`, advice)];
  }
  const own = targets.filter((target) => target.service === service);
  const source = sourceName(file, `${parameterPrefix}/${service}/`);
  const findings = [
    ...sourceFindings(path, `${parameterPrefix}/${service}`, source),
    ...(source === undefined ? [] : stageFindings(own, consumer, source)),
    ...placeFindings(own, consumer, source ?? 'size'),
    ...formerFindings(own, consumer),
    ...keyFindings(own, consumer, source ?? 'size'),
  ];
  return findings.length > 0
    ? findings
    : [about('serverless', path).ok(`Every size of ${service} comes from its document.`)];
}

function serviceOf(file: ServerlessFile, services: readonly string[], prefix: string): string | undefined {
  const only = services.length === 1 ? services[0] : undefined;
  const read = services.find((service) => file.text.includes(`ssm:${prefix}/${service}/`));
  return read ?? services.find((service) => service === file.service) ?? only;
}

/** The key of `custom` that holds the document. */
function sourceName({ custom }: ServerlessFile, folder: string): string | undefined {
  return [...custom].find(
    ([key, value]) => /^[\w-]+$/.test(key) && typeof value === 'string' && value.includes(`\${ssm:${folder}`),
  )?.[0];
}

function sourceFindings(path: string, folder: string, source: string | undefined): readonly Finding[] {
  if (source !== undefined) return [];
  const advice = `Add to custom: size: \${ssm:${folder}/\${param:sizes}, param:fallback}`;
  return [about('serverless', path).problem(`Nothing in custom reads ${folder}.`, advice)];
}

/** Each stage whose deployments read another stage's document, as far as plain params tell. */
function stageFindings(targets: readonly Target[], { path, file }: Consumer, source: string): readonly Finding[] {
  const [, name] = /\/\$\{param:([\w-]+)\}/.exec(String(file.custom.get(source))) ?? [];
  if (name === undefined) return [];
  return targets.flatMap(({ stage, alsoPublishTo }) => {
    const read = String(file.params.get(stage)?.get(name) ?? file.params.get('default')?.get(name) ?? 'of no name');
    if (read === stage || alsoPublishTo.includes(read) || read.includes('${')) return [];
    const { problem } = about('serverless', `${path}: ${stage}`);
    return [problem(`Reads the document ${read}, not its own.`, `Set params.${stage}.${name}: ${stage}`)];
  });
}

function isOf(place: SizePlace, { parameters }: Target) {
  return publishedNumbers(parameters).find(
    ({ container, field }) => place.field === field && place.container === container,
  );
}

/** Each size in a task definition that comes from somewhere else than the document. */
function placeFindings([target]: readonly Target[], { path, file }: Consumer, source: string): readonly Finding[] {
  if (target === undefined) return [];
  if (file.sizes.length === 0) {
    return [
      about('serverless', path).notChecked('It declares no task definition itself; other files are not followed.'),
    ];
  }
  return file.sizes.flatMap((place) => {
    const key = isOf(place, target)?.key;
    return key === undefined ? [] : placeFinding(path, place, `\${self:custom.${source}.${key}}`);
  });
}

function placeFinding(path: string, place: SizePlace, wanted: string): readonly Finding[] {
  const { warning, problem } = about('serverless', `${path}: ${place.path}`);
  const advice = `Put ${wanted} there.`;
  const value = String(place.value);
  if (value === wanted) return [];
  if (literalSize(place.value) !== undefined) return [problem(`Still the literal ${value}.`, advice)];
  if (variableName(place.value) !== undefined) return [problem(`Reads ${value}, not the document.`, advice)];
  return [warning(`Where this size comes from cannot be followed: ${value}.`, advice)];
}

/** Each former key: it wins without a word where it is still read. */
function formerFindings([target]: readonly Target[], { path, file }: Consumer): readonly Finding[] {
  if (target === undefined) return [];
  const keys = [...new Set(publishedNumbers(target.parameters).map(({ key }) => key))];
  return literalParams(file, keys).map((former) => {
    const { warning, problem } = about('serverless', `${path}: ${former.path}`);
    const variable = `\${param:${former.key}}`;
    return file.text.includes(variable)
      ? problem(
          `The former ${former.value} wins silently: ${variable} is still read.`,
          'Delete it, and read the document.',
        )
      : warning(`The former ${former.value} would win silently wherever ${variable} is read.`, 'Delete it.');
  });
}

/** Each key that is read and is not there: in the document that fails a deployment, in the fallback the first one. */
function keyFindings(
  targets: readonly Target[],
  { path, file, documents }: Consumer,
  source: string,
): readonly Finding[] {
  const pattern = new RegExp(`self:custom\\.${source}\\.([\\w-]+)`, 'g');
  const read = [...new Set([...file.text.matchAll(pattern)].flatMap(([, key]) => key ?? []))];
  return targets.flatMap((target) => {
    const published = new Set(publishedNumbers(target.parameters).map(({ key }) => key));
    const known = documents.get(target.id);
    const live = known && documentOf(known.live);
    const fallback = fallbackKeys(file, target.stage);
    const { warning, problem } = about('serverless', `${path}: ${target.stage}`);
    return read.flatMap((key) => {
      const unpublished = published.has(key)
        ? []
        : [
            problem(
              `It reads ${key}, which rightsizer.yml does not publish.`,
              'Name the key under parameters in rightsizer.yml.',
            ),
          ];
      const lacking =
        live === undefined || Object.hasOwn(live, key)
          ? []
          : [
              problem(
                `The document lacks ${key}: a deployment fails.`,
                `rightsizer seed ${target.service} ${target.stage} --set ${key}=…`,
              ),
            ];
      const without =
        fallback === undefined || fallback.includes(key)
          ? []
          : [warning(`Its fallback lacks ${key}.`, 'The fallback replaces the whole document: give it all keys.')];
      return [...unpublished, ...lacking, ...without];
    });
  });
}
