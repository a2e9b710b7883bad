import type { Configuration } from '../../core/configuration/configuration.ts';
import { placeOf } from '../../core/configuration/organization.ts';
import { placeText, searchPlaces } from '../discovery/search-place.ts';
import { about, type Finding } from './finding.ts';

/** Which accounts could be searched for tagged services, and which of these services cannot be sized. */
export function accountFindings(given: Configuration, { targets }: Configuration): readonly Finding[] {
  const found = targets.slice(given.targets.length);
  const places = searchPlaces(given).map((place) => {
    const own = found.filter((target) => placeOf(target) === placeOf(place));
    const { ok, problem } = about('accounts', placeText(place));
    const failure = own.find(({ lost }) => lost?.kind === 'place')?.lost;
    if (failure !== undefined) return problem(failure.message, LISTING);
    return ok(`${own.length} ${own.length === 1 ? 'service has' : 'services have'} the tag rightsizer: on.`);
  });
  const services = found.flatMap(({ id, lost }) =>
    lost?.kind === 'service'
      ? [about('accounts', id).problem(lost.message, 'See docs/accounts.md for what tags may say.')]
      : [],
  );
  return [...places, ...services];
}

const LISTING =
  'Let its role be assumed, and list clusters and services: examples/target-account has the template of it.';
