/**
 * A growing list of amounts (0 or more) that answers in logarithmic time where the running sum reaches a target: a
 * Fenwick tree.
 */
export class PrefixSums {
  /** `#tree[i]` holds the sum of the amounts `i - lowestBit(i)` … `i - 1`; index 0 is unused. */
  readonly #tree: number[] = [0];

  get length(): number {
    return this.#tree.length - 1;
  }

  push(amount: number): void {
    const index = this.#tree.length;
    const start = index - lowestBit(index);
    let sum = amount;
    for (let i = index - 1; i > start; i -= lowestBit(i)) sum += this.#at(i);
    this.#tree.push(sum);
  }

  /** Changes the amount at `position` (from 0) by `difference`. */
  add(position: number, difference: number): void {
    for (let i = position + 1; i < this.#tree.length; i += lowestBit(i)) this.#tree[i] = this.#at(i) + difference;
  }

  /** The sum of the first `count` amounts. */
  sumOfFirst(count: number): number {
    let sum = 0;
    for (let i = count; i > 0; i -= lowestBit(i)) sum += this.#at(i);
    return sum;
  }

  /** The position (from 0) of the first amount with which the running sum is `target` or more; `length` when there is none. */
  firstToReach(target: number): number {
    let position = 0;
    let missing = target;
    for (let step = 2 ** Math.floor(Math.log2(this.length || 1)); step >= 1; step /= 2) {
      const next = position + step;
      if (next < this.#tree.length && this.#at(next) < missing) {
        position = next;
        missing -= this.#at(next);
      }
    }
    return position;
  }

  clear(): void {
    this.#tree.length = 1;
  }

  #at(index: number): number {
    return this.#tree[index] ?? 0;
  }
}

function lowestBit(index: number): number {
  return index & -index;
}
