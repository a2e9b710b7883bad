/** Where a call lands: state is kept for each account and region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The account of documentation examples, so that nobody takes it for a real one. */
export const defaultAccount = '123456789012';
export const defaultRegion = 'us-east-1';

/** One string for a place and a name in it, usable as a key of a map. */
export function placeKey(place: Place, name: string): string {
  return `${place.account}|${place.region}|${name}`;
}
