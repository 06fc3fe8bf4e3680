import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { freePort } from "../documentation/workspace.ts";
import { repositoryOf, TOLD } from "./app.ts";
import { blocksOf, checkSchema, codeUnder, type Printed, shell } from "./blocks.ts";
import { describeDocker, docker, startOutcrop } from "./docker.ts";

const blocks = blocksOf("docs/ci.md", "ci");
type Environment = Readonly<Record<string, string>>;

interface Workflow {
  readonly jobs: {
    readonly test: {
      readonly services: { readonly bedrock: { readonly image: string; readonly ports: readonly string[] } };
      readonly env: Environment;
      readonly steps: readonly { readonly run?: string }[];
    };
  };
}

interface Pipeline {
  readonly test: {
    readonly services: readonly { readonly name: string; readonly alias: string }[];
    readonly variables: Environment;
    readonly script: readonly string[];
    readonly after_script: readonly string[];
    readonly artifacts: { readonly reports: { readonly junit: string } };
  };
}

const pointedAt = (environment: Environment, address: string, url: string) =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value.replaceAll(address, url)]));

async function expectReport(repository: string, file: string): Promise<void> {
  expect(await readFile(join(repository, file), "utf8")).toMatch(/<testsuites? [^>]*tests="1" failures="0"/);
}

describeDocker(() => {
  test("the workflow of GitHub is valid, and its steps pass beside its service", async () => {
    const code = codeUnder(blocks, "GitHub Actions", "yaml");
    const repository = await repositoryOf({ "workflow.yaml": code });
    await checkSchema("vendor.github-workflows", join(repository, "workflow.yaml"));
    const { services, env, steps } = (parse(code) as Workflow).jobs.test;
    expect(services.bedrock.ports).toEqual(["4577:4577"]);
    await using outcrop = await startOutcrop();
    const address = "http://localhost:4577";
    const printed: Printed[] = [];
    for (const { run } of steps) {
      if (run === undefined) continue;
      // What GitHub would put in, and the port that this machine has free.
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the form of GitHub's expressions
      const lines = run.replaceAll("${{ job.services.bedrock.id }}", outcrop.id).replaceAll(address, outcrop.url);
      expect(lines).not.toContain("${{");
      printed.push(await shell(lines, { cwd: repository, env: pointedAt(env, address, outcrop.url) }));
    }
    expect(printed.map(({ stdout }) => stdout).join("")).toContain(TOLD);
    await expectReport(repository, "outcrop.xml");
  });

  test("the pipeline of GitLab is valid, and its script passes beside its service", async () => {
    const code = codeUnder(blocks, "GitLab CI", "yaml");
    const repository = await repositoryOf({ "pipeline.yaml": code });
    await checkSchema("vendor.gitlab-ci", join(repository, "pipeline.yaml"));
    const { services, variables, script, after_script, artifacts } = (parse(code) as Pipeline).test;
    await using outcrop = await startOutcrop();
    const address = `http://${services[0]?.alias}:4577`;
    const env = pointedAt(variables, address, outcrop.addressUrl);
    const run = (lines: readonly string[]) =>
      shell(lines.join("\n").replaceAll(address, outcrop.addressUrl), { cwd: repository, env });
    expect((await run(script)).stdout).toContain(TOLD);
    await run(after_script);
    await expectReport(repository, artifacts.reports.junit);
  });

  test("the lines for any other machine pass", async () => {
    const repository = await repositoryOf();
    const port = await freePort();
    const lines = codeUnder(blocks, "Anywhere else", "sh");
    const name = `bedrock-${port}`;
    try {
      const { stdout } = await shell(
        lines.replaceAll("127.0.0.1:4577", `127.0.0.1:${port}`).replaceAll(/\bbedrock(?= |\)|$)/gm, name),
        { cwd: repository },
      );
      expect(stdout).toContain(TOLD);
      expect(stdout).toContain("asks once");
    } finally {
      await docker("rm", "--force", name).catch(() => undefined);
    }
  });
});

test("the page has no block that no test runs", () => {
  expect(blocks.map(({ heading }) => heading)).toEqual(["GitHub Actions", "GitLab CI", "Anywhere else"]);
});
