import { build } from "esbuild";
import { folderOf } from "./folder.ts";

/** An app of somebody's own: the AWS SDK's default client, pointed at Outcrop by variables alone. */
const APP = `
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
const modelId = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/teamaprofile";
const messages = [{ role: "user", content: [{ text: "What is granite?" }] }];
const client = new BedrockRuntimeClient({});
client.send(new ConverseCommand({ modelId, messages })).then(({ output }) => {
  console.log("The app was told:", output.message.content[0].text);
  client.destroy();
});
`;

const SCENARIO = `
profiles: [{ id: teamaprofile, name: team-a, copyFrom: us.amazon.nova-lite-v1:0 }]
answers: [{ when: { profile: team-a }, then: { text: Granite is an igneous rock. } }]
expect: [{ name: asks once, calls: { operation: Converse, profile: team-a, times: 1 } }]
`;

/** What the app says when it has been answered by its scenario. */
export const TOLD = "The app was told: Granite is an igneous rock.";

/** A repository with that app in one file, the scenario that it is tested in, and these files; gone at the end of the test. */
export async function repositoryOf(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: APP, resolveDir: import.meta.dirname },
    bundle: true,
    platform: "node",
    write: false,
    logLevel: "error",
  });
  return folderOf({
    "app.cjs": outputFiles[0]?.text ?? "",
    "package.json": JSON.stringify({ name: "app", version: "1.0.0", scripts: { test: "node app.cjs" } }),
    "package-lock.json": JSON.stringify({
      name: "app",
      version: "1.0.0",
      lockfileVersion: 3,
      packages: { "": { name: "app", version: "1.0.0" } },
    }),
    "scenarios/team-a.yaml": SCENARIO,
    ...files,
  });
}
