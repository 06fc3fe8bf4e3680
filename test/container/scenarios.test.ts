import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { ask, clientOf } from "./clients.ts";
import { describeDocker, docker, exitCodeOf, logsOf, startOutcrop } from "./docker.ts";
import { folderOf } from "./folder.ts";

const saying = (text: string) => `answers: [{ then: { text: ${text} } }]\n`;

const mounted = (folder: string) => ["--volume", `${folder}:/scenarios:ro`];

describeDocker(() => {
  test("the files at /scenarios are put side by side in the order of their names", async () => {
    const folder = await folderOf({
      "20-last.yaml": saying("the last word"),
      "10-first.yml": "answers: [{ when: { lastUserText: { contains: first } }, then: { text: the first word } }]\n",
      "30-seed.json": '{ "seed": 7 }',
      "notes.txt": "no scenario",
      ".hidden.yaml": "no: scenario",
      "scenario.schema.json": '{ "type": "object" }',
    });
    await using outcrop = await startOutcrop(mounted(folder));
    const client = clientOf(outcrop.url);
    expect([await ask(client, "first?"), await ask(client, "last?")]).toEqual(["the first word", "the last word"]);
  });

  test("OUTCROP_SCENARIO picks one of them, and the command line wins over both", async () => {
    const folder = await folderOf({ "a.yaml": saying("a"), "b.yaml": saying("b"), "broken.yaml": "nonsense: 1\n" });
    await using picked = await startOutcrop([...mounted(folder), "--env", "OUTCROP_SCENARIO=/scenarios/b.yaml"]);
    expect(await ask(clientOf(picked.url))).toBe("b");
    await using told = await startOutcrop(mounted(folder), ["start", "--scenario", "a.yaml"]);
    expect(await ask(clientOf(told.url))).toBe("a");
  });

  test("with OUTCROP_WATCH a file that is changed, added or taken away swaps the rules", async () => {
    const folder = await folderOf({ "50.yaml": saying("one") });
    await using outcrop = await startOutcrop([...mounted(folder), "--env", "OUTCROP_WATCH=true"]);
    const client = clientOf(outcrop.url);
    const says = (text: string) => vi.waitUntil(async () => (await ask(client)) === text, { timeout: 10_000 });
    await says("one");
    await writeFile(join(folder, "50.yaml"), saying("two"));
    await says("two");
    await writeFile(join(folder, "10.yaml"), saying("three"));
    await says("three");
    await rm(join(folder, "10.yaml"));
    await says("two");
    const { stderr } = await logsOf(outcrop.id);
    expect(stderr.map((line) => JSON.parse(line))).toContainEqual({
      message: "outcrop: the scenario was loaded anew (/scenarios)",
    });
  });

  test("a broken file ends the container with 2, and its place stands in the log", async () => {
    const folder = await folderOf({ "good.yaml": "seed: 1\n", "bad.yaml": "\nanswers: [{ then: { txt: x } }]\n" });
    const id = await docker("run", "--detach", ...mounted(folder), "outcrop");
    onTestFinished(async () => void (await docker("rm", "--force", id)));
    expect(await docker("wait", id)).toBe("2");
    expect(await exitCodeOf(id)).toBe(2);
    const { stdout, stderr } = await logsOf(id);
    expect(stdout).toEqual([]);
    expect(JSON.parse(stderr.join("\n"))).toMatchObject({
      error: { problems: [{ file: "/scenarios/bad.yaml", line: 2, path: "answers[0].then.txt" }] },
    });
  });

  test("the command checks and explains mounted files without a server", async () => {
    const folder = await folderOf({ "app.yaml": saying("x") });
    const run = (...args: string[]) => docker("run", "--rm", ...mounted(folder), "outcrop", ...args);
    expect(await run("validate", "app.yaml")).toBe("app.yaml: valid");
    await expect(run("validate", "no.yaml")).rejects.toMatchObject({ code: 2 });
  });
});
