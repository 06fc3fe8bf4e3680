import fc from "fast-check";
import { expect, test } from "vitest";
import { PrefixSums } from "../../emulator/quotas/prefix-sums.ts";

test("sums and searches agree with adding up one by one", () => {
  const amounts = fc.array(fc.nat(9), { minLength: 1, maxLength: 80 });
  const change = fc.record({ pick: fc.nat(), amount: fc.nat(9) });
  fc.assert(
    fc.property(amounts, fc.array(change), fc.nat(), (list, changes, wanted) => {
      const sums = new PrefixSums();
      for (const amount of list) sums.push(amount);
      const plain = [...list];
      for (const { pick, amount } of changes) {
        const position = pick % plain.length;
        sums.add(position, amount - (plain[position] ?? 0));
        plain[position] = amount;
      }
      const sumOfFirst = (count: number) => plain.slice(0, count).reduce((sum, amount) => sum + amount, 0);
      expect(sums.length).toBe(plain.length);
      for (let count = 0; count <= plain.length; count++) expect(sums.sumOfFirst(count)).toBe(sumOfFirst(count));
      const target = 1 + (wanted % (sumOfFirst(plain.length) + 2));
      const reached = plain.findIndex((_, position) => sumOfFirst(position + 1) >= target);
      expect(sums.firstToReach(target)).toBe(reached === -1 ? plain.length : reached);
    }),
  );
});

test("a cleared list starts anew", () => {
  const sums = new PrefixSums();
  sums.push(5);
  sums.clear();
  sums.push(2);
  expect(sums.sumOfFirst(1)).toBe(2);
});
