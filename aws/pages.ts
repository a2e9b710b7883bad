import { type PortCall, portError } from './port-call.ts';

/** A page with what leads to the next one; each service has one of these names for it. */
export interface Page {
  readonly NextToken?: string | undefined;
  readonly nextToken?: string | undefined;
  readonly NextPageToken?: string | undefined;
}

/** Gives one page: the first for no token. */
export type ReadPage<Read extends Page> = (token: string | undefined) => Promise<Read>;

/**
 * Gives the pages of an answer, one after the other.
 *
 * @throws {PortError} When a token comes back a second time: the pages would never end.
 */
export async function* pagesOf<Read extends Page>(call: PortCall, read: ReadPage<Read>): AsyncGenerator<Read, void> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await read(token);
    yield page;
    token = page.NextToken || page.nextToken || page.NextPageToken || undefined;
    if (token !== undefined && seen.has(token))
      throw portError(call, `page ${seen.size + 1} names a next page that was read before; the answer would never end`);
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}

/** All pages of an answer, in their order. @throws {PortError} As `pagesOf`. */
export async function allPages<Read extends Page>(call: PortCall, read: ReadPage<Read>): Promise<readonly Read[]> {
  const pages: Read[] = [];
  for await (const page of pagesOf(call, read)) pages.push(page);
  return pages;
}
