/** Something that has its place in a row. */
export interface Placed {
  /** Grows in the order of creation; never given twice. */
  readonly position: number;
}

/** How many slots stand in one block: a delete moves at most this many, and a row has few blocks to search. */
const BLOCK_SLOTS = 512;

/**
 * Slots in the order of their positions, in blocks none of which is empty. To find a place is a binary search, to read on from
 * it a walk over nothing but what is read, and a delete closes its gap within one block: all of it however long the row is and
 * whatever was deleted from it.
 */
export class SlotRow<Slot extends Placed> {
  readonly #blocks: Slot[][] = [];

  /** Adds a slot at the end; its position is above all others. */
  append(slot: Slot): void {
    const last = this.#blocks.at(-1);
    if (last && last.length < BLOCK_SLOTS) last.push(slot);
    else this.#blocks.push([slot]);
  }

  /** Takes away the slot that stands at `position`. */
  delete(position: number): void {
    const at = this.#blockFor(position);
    const block = this.#blocks[at];
    if (!block) return;
    const index = firstIndex(block, (slot) => slot.position >= position);
    if (block[index]?.position !== position) return;
    if (block.length === 1) this.#blocks.splice(at, 1);
    else block.splice(index, 1);
  }

  /** Up to `limit` slots at and after `position`. */
  from(position: number, limit: number): Slot[] {
    const slots: Slot[] = [];
    let at = this.#blockFor(position);
    let index = firstIndex(this.#blocks[at] ?? [], (slot) => slot.position >= position);
    for (; at < this.#blocks.length && slots.length < limit; at++, index = 0) {
      slots.push(...(this.#blocks[at]?.slice(index, index + limit - slots.length) ?? []));
    }
    return slots;
  }

  /** The index of the block in which `position` stands or, where it is gone, the next slot after it. */
  #blockFor(position: number): number {
    return firstIndex(this.#blocks, (block) => (block.at(-1)?.position ?? 0) >= position);
  }
}

/** The index of the first item that `holds`, where all items after it hold as well; the length of the list when none does. */
function firstIndex<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
