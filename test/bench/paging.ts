import { listPage } from "./cases.ts";
import { type Load, load, type Sent } from "./load.ts";
import { median } from "./median.ts";
import { ask, startWithProfiles } from "./servers.ts";
import type { Effort } from "./throughput.ts";

/** A page of 100 application profiles out of 100,000, by what a page costs out of 100: 2 is twice as slow. */
export interface Paging {
  readonly firstPage: number;
  readonly pageInTheMiddle: number;
}

const MANY = 100_000;
const PAGE = 100;

export async function measurePaging({ rounds, secondsPerRound }: Effort): Promise<Paging> {
  await using few = await startWithProfiles(PAGE);
  await using many = await startWithProfiles(MANY);
  const middle = listPage(await walk(many.url, MANY / PAGE / 2));
  const first: number[] = [];
  const inTheMiddle: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const one = async (url: string, sent: Sent): Promise<Load> => load(url, sent, secondsPerRound);
    const ofFew = await one(few.url, listPage());
    const ofMany = await one(many.url, listPage());
    const ofManyInTheMiddle = await one(many.url, middle);
    if (round === 0) continue;
    first.push(ofFew.requestsPerSecond / ofMany.requestsPerSecond);
    inTheMiddle.push(ofFew.requestsPerSecond / ofManyInTheMiddle.requestsPerSecond);
  }
  return { firstPage: median(first), pageInTheMiddle: median(inTheMiddle) };
}

/** The token of the page that comes after `pages` pages. */
async function walk(url: string, pages: number): Promise<string> {
  let token: string | undefined;
  for (let page = 0; page < pages; page++) {
    const { body } = await ask(url, listPage(token));
    token = (JSON.parse(body.toString()) as { nextToken?: string }).nextToken;
    if (token === undefined) throw new Error(`the list ended after ${page + 1} pages`);
  }
  return token ?? "";
}
