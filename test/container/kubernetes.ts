import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { folderOf } from "./folder.ts";

interface Probe {
  readonly httpGet: { readonly path: string };
}

interface Container {
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly securityContext: {
    readonly readOnlyRootFilesystem: boolean;
    readonly allowPrivilegeEscalation: boolean;
    readonly capabilities: { readonly drop: readonly string[] };
  };
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly volumeMounts: readonly { readonly mountPath: string }[];
}

/** What is read of the documents of a manifest: a ConfigMap, a Deployment and a Service. */
export interface Deployed {
  readonly kind: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template?: {
      readonly spec: {
        readonly securityContext: { readonly runAsUser: number; readonly runAsGroup: number };
        readonly containers: readonly Container[];
      };
    };
  };
}

/** The options of `docker run` that do for one container what Kubernetes would do for a pod, and the paths of its probes. */
export async function runOptionsOf(
  documents: readonly Deployed[],
): Promise<{ readonly options: readonly string[]; readonly probes: readonly string[] }> {
  const pod = documents.find(({ kind }) => kind === "Deployment")?.spec?.template?.spec;
  const data = documents.find(({ kind }) => kind === "ConfigMap")?.data;
  const [container] = pod?.containers ?? [];
  if (!pod || !container || !data) throw new Error("the manifest has no Deployment of a container, or no ConfigMap");
  const { env = [], resources, securityContext, volumeMounts } = container;
  const { runAsUser, runAsGroup } = pod.securityContext;
  const options = [
    ...["--user", `${runAsUser}:${runAsGroup}`],
    ...["--memory", resources.limits.memory.replace("Mi", "m")],
    ...env.flatMap(({ name, value }) => ["--env", `${name}=${value}`]),
    ...securityContext.capabilities.drop.flatMap((capability) => ["--cap-drop", capability]),
    ...(securityContext.readOnlyRootFilesystem ? ["--read-only"] : []),
    ...(securityContext.allowPrivilegeEscalation ? [] : ["--security-opt", "no-new-privileges"]),
    ...["--volume", `${await configMapVolume(data)}:${volumeMounts[0]?.mountPath}:ro`],
  ];
  const { startupProbe, readinessProbe, livenessProbe } = container;
  return { options, probes: [startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet.path) };
}

/** A folder as Kubernetes lays out a ConfigMap: links to a hidden folder, which is exchanged as a whole. */
async function configMapVolume(data: Readonly<Record<string, string>>): Promise<string> {
  const folder = await folderOf({});
  const version = "..2026_01_01_00_00_00.1";
  await mkdir(join(folder, version));
  for (const [name, text] of Object.entries(data)) {
    await writeFile(join(folder, version, name), text);
    await symlink(join("..data", name), join(folder, name));
  }
  await symlink(version, join(folder, "..data_tmp"));
  await rename(join(folder, "..data_tmp"), join(folder, "..data"));
  return folder;
}
