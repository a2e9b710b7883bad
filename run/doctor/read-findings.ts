import type { Target } from '../../core/configuration/configuration.ts';
import { type DeployedStage, type Deployments, isDocument, speaksOf } from './deployments.ts';
import { about, type Finding } from './finding.ts';

/** What a file should hold: the variable that reads the documents of a folder. */
export function variableFor(folder: string): string {
  return `\${ssm:${folder}/\${param:sizes}, param:fallback}`;
}

/** Whether anything reads the documents at all. */
export function sourceFindings({ path, folder, source, stages }: Deployments): readonly Finding[] {
  if (source !== undefined || stages.some(({ read }) => read.reads.some(({ address }) => speaksOf(address, folder)))) {
    return [];
  }
  const advice = `Add to custom: size: ${variableFor(folder)}`;
  return [about('serverless', path).problem(`Nothing in custom reads ${folder}.`, advice)];
}

/** Each stage whose deployments read another document than their own, or ask for something that is no document. */
export function readFindings(deployments: Deployments): readonly Finding[] {
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
