import { afterAll, beforeAll, describe, test } from "vitest";
import { leftTo } from "./marks.ts";
import { pages, titleOf } from "./pages.ts";
import { fileOf, runBlock } from "./run-block.ts";
import { missingFor, planOf, type Suite } from "./runners.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

/** Declares a test for each block that a run of tests takes; a page is one folder, in which its blocks are run from top to bottom. */
export function describeBlocks(suite: Suite): void {
  for (const { path, blocks } of pages) {
    const planned = blocks.flatMap((block) => {
      const plan = leftTo(block) === undefined ? planOf(block) : undefined;
      return plan ? [{ block, plan }] : [];
    });
    if (!planned.some(({ plan }) => plan.suite === suite)) continue;
    describe(path, () => {
      let workspace: Workspace;
      beforeAll(async () => {
        workspace = await openWorkspace();
        // Files of the page that the other run of tests looks at.
        for (const { block, plan } of planned) {
          const file = fileOf(block);
          if (file !== undefined && plan.suite !== suite) await workspace.write(file, workspace.adapt(block.code));
        }
      });
      afterAll(() => workspace[Symbol.asyncDispose]());
      for (const { block, plan } of planned.filter((one) => one.plan.suite === suite)) {
        test(titleOf(block), async (context) => {
          const missing = await missingFor(block, plan);
          if (missing !== undefined && process.env.CI === "true") throw new Error(missing);
          if (missing !== undefined) context.skip(missing);
          await runBlock(block, plan, workspace);
        });
      }
    });
  }
}
