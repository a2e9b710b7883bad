import type { Target } from '../../core/configuration/configuration.ts';
import type { ServerlessFile } from '../consumer/serverless-file.ts';
import { type Deployments, isDocument, speaksOf } from './deployments.ts';
import { about, type Finding } from './finding.ts';

/** Whether anything reads the documents at all. */
export function sourceFindings({ path, folder, source, stages }: Deployments): readonly Finding[] {
  if (source !== undefined || stages.some(({ read }) => read.reads.some(({ address }) => speaksOf(address, folder)))) {
    return [];
  }
  const advice = `Add to custom: size: \${ssm:${folder}/\${param:sizes}, param:fallback}`;
  return [about('serverless', path).problem(`Nothing in custom reads ${folder}.`, advice)];
}

/** Each stage whose deployments read another document than their own, or ask for something that is no document. */
export function readFindings(deployments: Deployments): readonly Finding[] {
  const { path, folder, source, stages, file } = deployments;
  if (source === undefined) return [];
  return stages.flatMap(({ target, read }) => {
    const reads = read.reads.filter(({ address }) => speaksOf(address, folder));
    const { problem } = about('serverless', `${path}: ${target.stage}`);
    if (reads.length === 0)
      return isFollowed(file, source, target.stage)
        ? [problem(...otherDocument('of no name', target, deployments))]
        : [];
    return reads.flatMap(({ address, options }) => {
      const name = address.slice(folder.length + 1);
      if (!isDocument(address, folder)) return [problem(...noDocument(address, folder))];
      if (name !== target.stage && !target.alsoPublishTo.includes(name)) {
        return [problem(...otherDocument(name, target, deployments))];
      }
      const wrong = options.find((option) => option !== target.region);
      return wrong === undefined ? [] : [problem(...wrongOption(wrong, address))];
    });
  });
}

/** Where the name of the document is a param that the file itself gives, it is known that there is none. */
function isFollowed({ custom, params }: ServerlessFile, source: string, stage: string): boolean {
  const [, name] = /\/\$\{param:([\w-]+)\}/.exec(String(custom.get(source))) ?? [];
  if (name === undefined) return false;
  return !String(params.get(stage)?.get(name) ?? params.get('default')?.get(name)).includes('${');
}

function otherDocument(name: string, { stage }: Target, { file, source }: Deployments): [string, string] {
  const [, param = 'sizes'] = /\/\$\{param:([\w-]+)\}/.exec(String(file.custom.get(source ?? ''))) ?? [];
  return [`Reads the document ${name}, not its own.`, `Set params.${stage}.${param}: ${stage}`];
}

function noDocument(address: string, folder: string): [string, string] {
  const text = `Asks SSM for ${address}, which is the name of no document: deployments take the fallback, silently.`;
  const old = /~\w+$/.exec(address)?.[0];
  const advice = old === undefined ? '' : `Drop the old ${old}. `;
  return [text, `${advice}Write \${ssm:${folder}/\${param:sizes}, param:fallback}`];
}

function wrongOption(option: string, address: string): [string, string] {
  return [
    `Reads ${address} with (${option}): that is no document with keys, or another region's; deployments take the fallback, or fail.`,
    `Drop (${option}).`,
  ];
}
