import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import { accountIn } from '../../core/configuration/organization.ts';
import { parseServices } from '../../core/configuration/parse-configuration.ts';
import type { Place } from '../../core/ports.ts';

/** One account and region in which tagged services are looked for. */
export interface SearchPlace extends Place {
  readonly region: string;
}

export function searchPlaces({ accounts }: Pick<Configuration, 'accounts'>): readonly SearchPlace[] {
  return accounts.flatMap(({ regions, ...account }) => regions.map((region) => ({ ...account, region })));
}

/**
 * @example placeText({ roleArn: 'arn:aws:iam::222222222222:role/rightsizer', region: 'eu-west-1' })
 * // 'account 222222222222/eu-west-1'
 */
export function placeText({ roleArn, region = '' }: Place): string {
  const account = accountIn(roleArn);
  return `${account === undefined ? 'this account' : `account ${account}`}/${region}`;
}

/** Stands for whatever is asked in a place. */
export function placeTarget(place: SearchPlace, configuration: Configuration): Target {
  const parameters = { task: { cpu: 'taskCpu', memory: 'taskMemory' } };
  const any = { cluster: 'any', service: 'any', parameters, stages: { production: null }, ...place };
  const [target] = parseServices({ any }, configuration, placeText(place));
  if (target === undefined) throw new Error(`${placeText(place)} has no target.`);
  return target;
}

/** A found service that cannot be sized, in the place of its target; no name of a rightsizer.yml is like its id. */
export function lostService(target: Target, message: string): Target {
  const names = { service: `${target.cluster}/${target.ecsService}`, stage: placeText(target) };
  return { ...target, ...names, id: `${names.service} in ${names.stage}`, lost: { kind: 'service', message } };
}

/** An account and region whose services are not known, in the place of their targets. */
export function lostPlace(place: SearchPlace, configuration: Configuration, message: string): Target {
  const [service = '', stage = ''] = placeText(place).split('/');
  return {
    ...placeTarget(place, configuration),
    id: placeText(place),
    service,
    stage,
    lost: { kind: 'place', message },
  };
}
