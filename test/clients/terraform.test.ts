import { execFile, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { describeInstalled, type Installed } from "./installed.ts";
import { clientEnvironment } from "./python.ts";
import { startServer } from "./server.ts";
import { readDocument } from "./snippets.ts";

const PROVIDER = "registry.terraform.io/hashicorp/aws";
const ACCOUNT = "111122223333";

/** A folder of providers: one that Terraform itself looks into, or one that a machine's maker has put into /opt. */
const providers = [
  join(homedir(), ".terraform.d/plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
  ...(existsSync("/opt") ? readdirSync("/opt").map((name) => join("/opt", name)) : []),
].find((folder) => existsSync(join(folder, PROVIDER)));

function installed(): Installed {
  // No registry of packages has either of them.
  const excused = true;
  if (spawnSync("terraform", ["version"]).status !== 0)
    return { missing: "there is no terraform on the path", excused };
  if (providers === undefined) return { missing: "no folder of Terraform providers has hashicorp/aws", excused };
  return { version: readdirSync(join(providers, PROVIDER)).join(", ") };
}

describeInstalled("Terraform's AWS provider", installed(), () => {
  test("makes the profile of docs/terraform.md, finds it as it made it, changes its tag and destroys it", async () => {
    await using server = await startServer();
    const folder = await mkdtemp(join(tmpdir(), "outcrop-terraform-"));
    try {
      const [, code = ""] = /^```hcl.*?\n(.*?)^```/ms.exec(readDocument("docs/terraform.md")) ?? [];
      await writeFile(join(folder, "main.tf"), code.replace("http://127.0.0.1:4577", server.url));
      const nowhere = { TF_CLI_CONFIG_FILE: "/dev/null", CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
      const options = { cwd: folder, env: clientEnvironment(nowhere) };
      const terraform = async (...args: readonly string[]) =>
        (await promisify(execFile)("terraform", [...args, "-no-color"], options)).stdout;
      const asked = async () => {
        const entries = await server.journal(ACCOUNT);
        return entries.map(({ operation, status }) => `${operation} ${status}`);
      };

      await terraform("init", `-plugin-dir=${providers}`);
      expect(await terraform("apply", "-auto-approve")).toMatch(
        /arn = "arn:aws:bedrock:us-east-1:\d{12}:application-inference-profile\/[a-z0-9]{12}"/,
      );
      expect(await terraform("plan", "-detailed-exitcode")).toContain("No changes.");
      expect(await terraform("apply", "-auto-approve", "-var=team=b")).toContain("0 added, 1 changed, 0 destroyed");
      expect(await asked()).toContain("TagResource 200");
      expect(await terraform("destroy", "-auto-approve", "-var=team=b")).toContain("1 destroyed");

      const all = await asked();
      expect(all.at(0)).toBe("CreateInferenceProfile 201");
      expect(all.slice(-2)).toEqual(["DeleteInferenceProfile 200", "GetInferenceProfile 404"]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 400_000);
});
