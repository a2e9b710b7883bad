/** Those that fit into so much room, in their order: what does not fit is left out, smaller ones behind it are not. */
export function fitting<Item>(items: readonly Item[], room: number, sizeOf: (item: Item) => number): readonly Item[] {
  let left = room;
  return items.filter((item) => {
    const size = sizeOf(item);
    const fits = size <= left;
    left -= fits ? size : 0;
    return fits;
  });
}

/** The first ones, as many as fit into so much room. */
export function firstFitting<Item>(
  items: readonly Item[],
  room: number,
  sizeOf: (item: Item) => number,
): readonly Item[] {
  let left = room;
  const end = items.findIndex((item) => {
    left -= sizeOf(item);
    return left < 0;
  });
  return end < 0 ? items : items.slice(0, end);
}
