import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { describeDocker, docker, IMAGE } from "./docker.ts";

const { version } = createRequire(import.meta.url)("#package") as { version: string };
const dockerfile = await readFile(resolve(import.meta.dirname, "../../Dockerfile"), "utf8");
const [, base = ""] = /^ARG NODE_IMAGE=(.*)$/m.exec(dockerfile) ?? [];

const read = async <Value>(image: string, format: string): Promise<Value> =>
  JSON.parse(await docker("image", "inspect", "--format", `{{json ${format}}}`, image));

/** What a shell prints in a container of the image. */
const shell = (script: string) => docker("run", "--rm", "--entrypoint", "sh", IMAGE, "-c", script);

describeDocker(() => {
  test("the image tells its version, revision, licence and source", async () => {
    const labels = await read<Record<string, string>>(IMAGE, ".Config.Labels");
    expect(labels).toMatchObject({
      "org.opencontainers.image.title": "Outcrop",
      "org.opencontainers.image.version": version,
      "org.opencontainers.image.revision": "0123abc",
      "org.opencontainers.image.licenses": "Apache-2.0",
      "org.opencontainers.image.created": "",
      "org.opencontainers.image.source": "",
    });
  });

  test("the image runs the command without being root, on port 4577", async () => {
    const config = await read<Record<string, unknown>>(IMAGE, ".Config");
    expect(config).toMatchObject({
      User: "1000:1000",
      ExposedPorts: { "4577/tcp": {} },
      Entrypoint: ["outcrop"],
      Cmd: ["start", "--json"],
      WorkingDir: "/scenarios",
    });
    expect(await docker("run", "--rm", IMAGE, "--version")).toBe(version);
  });

  test("the image adds less than 10 MB to its base, and that in three layers", async () => {
    const [size, baseSize] = [await read<number>(IMAGE, ".Size"), await read<number>(base, ".Size")];
    expect(size - baseSize).toBeLessThan(10_000_000);
    const [layers, baseLayers] = await Promise.all(
      [IMAGE, base].map((image) => read<readonly string[]>(image, ".RootFS.Layers")),
    );
    expect(layers?.slice(0, baseLayers?.length)).toEqual(baseLayers);
    expect((layers?.length ?? 0) - (baseLayers?.length ?? 0)).toBeLessThanOrEqual(3);
  });

  test("the image has what the command needs, and nothing of what it is made with", async () => {
    expect((await shell("cd /opt/outcrop && ls -A . contracts emulator dist")).split(/\s+/)).toEqual([
      ...[".:", "LICENSE", "contracts", "dist", "emulator", "package.json", "scenarios"],
      ...["contracts:", "model", "dist:", "bin", "emulator:", "catalog"],
    ]);
    const unwanted = ["*.ts", "*.map", "*.test.js", "*.mjs", ".git", "node_modules", "test", "package-lock.json"];
    const names = unwanted.map((name) => `-name '${name}'`).join(" -o ");
    expect(await shell(`find /opt/outcrop ${names}`)).toBe("");
    expect(await shell("ls -A / | grep -E '^(build|image)$' || true; ls -A /scenarios /state")).toBe(
      "/scenarios:\n\n/state:",
    );
  });

  test("the image brings the ready-made scenarios", async () => {
    const given = await docker("run", "--rm", IMAGE, "validate", "/opt/outcrop/scenarios/region-deny.yaml");
    expect(given).toBe("/opt/outcrop/scenarios/region-deny.yaml: valid");
  });
});

test("the image's own stage runs nothing, so that it can be made for any platform", () => {
  const last = dockerfile.slice(dockerfile.lastIndexOf("\nFROM"));
  expect(last).toMatch(/^\nFROM \$\{NODE_IMAGE\}\n/);
  expect(last).not.toMatch(/^RUN /m);
});
