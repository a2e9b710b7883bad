import type { Configuration } from '../../core/configuration/configuration.ts';
import { memoryName } from '../../core/fleet/fleet-memory.ts';
import { documentNames } from '../../core/publication/document-names.ts';
import { type Attempt, notSeen } from './attempt.ts';
import { about, type Finding } from './finding.ts';

/** Documents that no target of rightsizer.yml reads or writes, in one account and region. */
export function orphanFindings(
  place: string,
  names: Attempt<readonly string[]>,
  configuration: Configuration,
): readonly Finding[] {
  if (names.kind === 'failed') return [notSeen('orphans', place, names.message)];
  const { ok } = about('orphans', place);
  const known = new Set([...configuration.targets.flatMap(namesOf), memoryName(configuration.parameterPrefix)]);
  const orphans = names.value.filter((name) => !known.has(name));
  if (orphans.length === 0) return [ok(`All ${names.value.length} documents belong to a target.`)];
  const folders = Map.groupBy(orphans, (name) => stageFolder(name, configuration.parameterPrefix));
  return [...folders].map(([folder, own]) => orphanFinding(folder, own, configuration));
}

function namesOf(target: Configuration['targets'][number]): readonly string[] {
  const { live, state, proposed, pin, copies } = documentNames(target);
  return [live, state, proposed, pin, ...copies];
}

/** The name of the live document that a document belongs to. */
function stageFolder(name: string, prefix: string): string {
  const [service, stage] = name.slice(prefix.length + 1).split('/');
  return stage === undefined ? name : `${prefix}/${service}/${stage}`;
}

function orphanFinding(folder: string, names: readonly string[], { parameterPrefix }: Configuration): Finding {
  const [service, stage] = folder.slice(parameterPrefix.length + 1).split('/');
  const { warning } = about('orphans', folder);
  const text = `No target of rightsizer.yml: ${names.join(', ')}.`;
  if (stage === undefined) return warning(text, 'Not written by this tool, as it looks; move it out of the prefix.');
  return warning(text, `If nobody deploys it any more: rightsizer forget ${service} ${stage}`);
}
