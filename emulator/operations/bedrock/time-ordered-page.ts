/** How a list that stands in the order of time is asked for. */
export interface TimeOrderedRequest {
  readonly sortOrder: "Ascending" | "Descending";
  /** Where the page starts, counted from the oldest; at either end when absent. */
  readonly from: number | undefined;
  readonly limit: number;
}

export interface TimeOrderedPage<Item> {
  readonly items: readonly Item[];
  /** Where the next page starts; `undefined` when this one was the last. */
  readonly next: number | undefined;
}

/**
 * A page of what stands in the order of time, oldest first. It is continued by where it stands among all, counted from the oldest, so
 * that new ones neither shift nor repeat what follows. `pick` tells what an item is on the page; `undefined` leaves it out.
 */
export async function timeOrderedPage<Item, Picked>(
  all: readonly Item[],
  { sortOrder, from, limit }: TimeOrderedRequest,
  pick: (item: Item) => Promise<Picked | undefined>,
): Promise<TimeOrderedPage<Picked>> {
  const ascending = sortOrder === "Ascending";
  const items: Picked[] = [];
  for (let at = from ?? (ascending ? 0 : all.length - 1); at >= 0 && at < all.length; at += ascending ? 1 : -1) {
    const picked = await pick(all[at] as Item);
    if (picked === undefined) continue;
    if (items.length === limit) return { items, next: at };
    items.push(picked);
  }
  return { items, next: undefined };
}
