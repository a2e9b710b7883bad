import { type PortCall, portError } from './port-call.ts';

/** How the pages of one question are read. */
export interface Paging<Page> {
  readonly call: PortCall;
  /** The first page for no token. */
  readonly read: (token: string | undefined) => Promise<Page>;
  readonly tokenOf: (page: Page) => string | undefined;
}

/**
 * Gives the pages of an answer, one after the other.
 *
 * @throws {PortError} When a token comes back a second time: the pages would never end.
 */
export async function* pagesOf<Page>({ call, read, tokenOf }: Paging<Page>): AsyncGenerator<Page, void> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await read(token);
    yield page;
    token = tokenOf(page) || undefined;
    if (token !== undefined && seen.has(token))
      throw portError(call, `page ${seen.size + 1} names a next page that was read before; the answer would never end`);
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}

/**
 * What stands on all pages, in their order.
 *
 * @param itemsOf - What stands on one page; undefined is nothing.
 * @throws {PortError} As `pagesOf`.
 */
export async function itemsOfPages<Page, Item>(
  paging: Paging<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pagesOf(paging)) items.push(...(itemsOf(page) ?? []));
  return items;
}
