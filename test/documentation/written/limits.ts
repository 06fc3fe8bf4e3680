import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../pages.ts";
import { limitGroups } from "./limit-list.ts";
import { writeTable } from "./table.ts";

/** The limits as they stand in the code, group by group. */
export const writeLimits = (): string =>
  limitGroups
    .map(({ title, rows }) => `### ${title}\n\n${writeTable(["limit", "", "beyond it"], rows.map(rowOf))}`)
    .join("\n\n");

const rowOf = ([about, constant, unit, beyond]: (typeof limitGroups)[number]["rows"][number]) => [
  about,
  `[${measure(numberOf(constant), unit)}](../${constant.split(" ")[0]})`,
  beyond,
];

/** The number of a constant: `emulator/sessions.ts SESSIONS_LIMIT`, or of a member, `FILE NAME.MEMBER`. Throws when there is none. */
export function numberOf(constant: string): number {
  const [, file = "", name = "", member] = /^(\S+) (\w+)(?:\.(.+))?$/.exec(constant) ?? [];
  const text = readFileSync(join(ROOT, file), "utf8");
  const value = new RegExp(`\\bconst ${name}\\b[^=]*= ([^;]+);`).exec(text)?.[1];
  const part = member === undefined ? value : new RegExp(`["']?${member}["']?: ([^,}\\n]+)`).exec(value ?? "")?.[1];
  const [, product = "", unit] = /^"?([\d*. ]+?)(mb)?"?$/.exec(part?.replaceAll("_", "") ?? "") ?? [];
  if (product === "") throw new Error(`${constant} is no number: ${part}`);
  return product.split("*").reduce((all, factor) => all * Number(factor), unit === "mb" ? 1024 ** 2 : 1);
}

/** A number of bytes, milliseconds or anything else, as people write it. */
function measure(value: number, unit: string): string {
  if (unit === "bytes")
    return scale(value, [
      ["GiB", 1024 ** 3],
      ["MiB", 1024 ** 2],
      ["KiB", 1024],
      ["bytes", 1],
    ]);
  if (unit === "ms")
    return scale(value, [
      ["h", 3_600_000],
      ["min", 60_000],
      ["s", 1_000],
      ["ms", 1],
    ]);
  return unit === "" ? value.toLocaleString("en-US") : `${value.toLocaleString("en-US")} ${unit}`;
}

function scale(value: number, units: readonly (readonly [name: string, size: number])[]): string {
  const [name, size] = units.find(([, of]) => value >= of && value % of === 0) ?? ["", 1];
  return `${(value / size).toLocaleString("en-US")} ${name}`;
}
