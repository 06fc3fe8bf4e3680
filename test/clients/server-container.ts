import { docker, exitCodeOf, logsOf, startOutcrop } from "../container/docker.ts";
import type { Started } from "./server.ts";

/** Starts the image in a container of its own, on a free port of the machine, with this folder as its `/scenarios`. */
export async function startContainer(scenario: string | undefined): Promise<Started> {
  const mount = `${import.meta.dirname}:/scenarios:ro`;
  const options = scenario === undefined ? [] : ["--volume", mount, "--env", `OUTCROP_SCENARIO=/scenarios/${scenario}`];
  const container = await startOutcrop(options);
  const { id, url } = container;
  const stop = async () => {
    await docker("stop", id);
    const code = await exitCodeOf(id);
    const { stderr } = await logsOf(id);
    await container[Symbol.asyncDispose]();
    if (code !== 0) throw new Error(`the container did not stop cleanly: exit code ${code}\n${stderr.join("\n")}`);
  };
  return { url, exports: exportsOf(url), stop };
}

/** What the server would print, if it knew the port of the machine. */
function exportsOf(url: string): Readonly<Record<string, string>> {
  const services = ["BEDROCK", "BEDROCK_RUNTIME", "BEDROCK_AGENT", "BEDROCK_AGENT_RUNTIME"];
  return {
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, url])),
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "111122223333",
    AWS_SECRET_ACCESS_KEY: "outcrop",
  };
}
