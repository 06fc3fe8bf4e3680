import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { python } from "../clients/python.ts";
import { ROOT, readPage } from "../documentation/pages.ts";
import { freePort } from "../documentation/workspace.ts";
import { repositoryOf, TOLD } from "./app.ts";
import { blocksOf, checkSchema, codeUnder, run, shell } from "./blocks.ts";
import { ask, clientOf } from "./clients.ts";
import { BUILD_OPTIONS, describeDocker, docker, startOutcrop } from "./docker.ts";
import { folderOf } from "./folder.ts";
import { type Deployed, runOptionsOf } from "./kubernetes.ts";

const blocks = blocksOf("docs/container.md", "container");
const readme = blocksOf("README.md", "container");
const SHELL = ["In a container", "Scenarios", "Locked down"];
const COMMANDS = [["Run in CI", readme], ...SHELL.map((heading) => [heading, blocks] as const)] as const;

describeDocker(() => {
  test.each(COMMANDS)('the commands under "%s" start what answers', async (heading, of) => {
    const [port, repository] = [await freePort(), await repositoryOf()];
    const name = `outcrop-${port}`;
    const code = codeUnder(of, heading, "sh")
      .replaceAll(/docker run( --rm)?/g, `docker run --rm --name ${name}`)
      .replaceAll(/-p (127\.0\.0\.1:)?4577:4577/g, `-p 127.0.0.1:${port}:4577`)
      .replaceAll(/docker build (.*?) \.(?= |$)/gm, `docker build ${BUILD_OPTIONS.join(" ")} $1 ${ROOT}`);
    const ended = shell(code, { cwd: repository });
    ended.catch(() => undefined);
    const url = `http://127.0.0.1:${port}`;
    try {
      await vi.waitUntil(
        () =>
          fetch(`${url}/_outcrop/health`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { timeout: 60_000 },
      );
      const answer = await ask(clientOf(url), "?", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0");
      expect(answer).toMatch(/\w/);
      const profiles = await (await fetch(`${url}/inference-profiles?type=APPLICATION`)).text();
      expect(profiles.includes("teamaprofile")).toBe(heading === "Scenarios");
    } finally {
      await docker("stop", name);
    }
    await ended;
  });

  test("the compose file is valid, and an app in it is told what its scenario says", async () => {
    const port = await freePort();
    const code = codeUnder(blocks, "With an app beside it", "yaml");
    const repository = await repositoryOf({
      "compose.yaml": code.replaceAll("127.0.0.1:4577:4577", `127.0.0.1:${port}:4577`),
      Dockerfile: 'FROM node:24-bookworm-slim\nCOPY app.cjs /\nCMD ["node", "/app.cjs"]\n',
    });
    await checkSchema("vendor.compose-spec", join(repository, "compose.yaml"));
    const compose = await composeCommand();
    const options = { cwd: repository, env: { COMPOSE_PROJECT_NAME: `outcrop-${port}`, DOCKER_BUILDKIT: "0" } };
    onTestFinished(async () => void (await shell(`${compose} down --rmi local --volumes`, options)));
    const { stdout } = await shell(`${compose} up --build --exit-code-from app`, options);
    expect(stdout).toContain(TOLD);
  });

  test("the manifest for Kubernetes is valid, and its pod runs as it says", async () => {
    const code = codeUnder(blocks, "Kubernetes", "yaml");
    const folder = await folderOf({ "outcrop.yaml": code });
    await run(python, ["-m", "kubernetes_validate", "--strict", join(folder, "outcrop.yaml")]);
    const documents = parseAllDocuments(code).map((document) => document.toJS() as Deployed);
    const { options, probes } = await runOptionsOf(documents);
    await using outcrop = await startOutcrop(options);
    expect(await ask(clientOf(outcrop.url), "?", profileOf(code))).toBe("Granite is an igneous rock.");
    expect(probes).toHaveLength(3);
    for (const path of probes) expect((await fetch(`${outcrop.url}${path}`)).status).toBe(200);
  });
});

test("the dev container is one of the compose file's services", async () => {
  const [, code = ""] = /```json file=\.devcontainer[^\n]*\n(.*?)```/s.exec(readPage("docs/container.md").text) ?? [];
  const { service, runServices } = JSON.parse(code) as { service: string; runServices: readonly string[] };
  const compose = parse(codeUnder(blocks, "With an app beside it", "yaml")) as { services: object };
  expect(Object.keys(compose.services).toSorted()).toEqual([service, ...runServices].toSorted());
});

test("the build arguments are those of the Dockerfile", async () => {
  const section = readPage("docs/container.md").text.split("## What is in it")[1] ?? "";
  const told = [...section.matchAll(/`([A-Z_]+)`(?=[^\n]*\|[^\n]*\|)/g)].map(([, name]) => name);
  const dockerfile = await readFile(join(ROOT, "Dockerfile"), "utf8");
  const declared = [...dockerfile.matchAll(/^ARG (\w+)/gm)].map(([, name]) => name);
  expect(told.toSorted()).toEqual(declared.toSorted());
});

test("the pages have no block that no test runs", () => {
  expect(readme.map(({ heading }) => heading)).toEqual(["Run in CI"]);
  expect(blocks.map(({ heading }) => heading)).toEqual([...SHELL, "With an app beside it", "Kubernetes"]);
});

const profileOf = (manifest: string) =>
  `arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/${/id: (\w+)/.exec(manifest)?.[1]}`;

/** Compose as a part of Docker, or as the program that it was before. */
async function composeCommand(): Promise<string> {
  return run("docker", ["compose", "version"]).then(
    () => "docker compose",
    () => "docker-compose",
  );
}
