const WIDTH = 30;

/** How far something has come, as a line of a terminal: `[#########---------------------]  38 of 127 files`. */
export function progressLine(done: number, count: number, what: string): string {
  const filled = count === 0 ? WIDTH : Math.floor((done / count) * WIDTH);
  return `[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${String(done).padStart(String(count).length)} of ${count} ${what}`;
}
