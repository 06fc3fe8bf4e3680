import type { ServiceName } from "../services.ts";
import { EVENT_STREAM, type HttpRequest, isOfType } from "./http.ts";
import { apiModel } from "./model.ts";

/** The operation that a request names, with the decoded labels of its path. */
export interface Match {
  readonly service: ServiceName;
  readonly operation: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Leaf {
  readonly operation: string;
  readonly labelNames: readonly string[];
}

interface Node {
  readonly literals: Map<string, Node>;
  label: Node | undefined;
  /** By HTTP method. */
  readonly leaves: Map<string, Leaf>;
}

const newNode = (): Node => ({ literals: new Map(), label: undefined, leaves: new Map() });

/**
 * The services in the order in which they are searched. Only the two agent services share URIs, and the first of them has them; else
 * the order is free, and the runtime comes first because its API model is the smallest and the most asked for.
 */
const searchOrder: readonly ServiceName[] = ["bedrock-runtime", "bedrock", "bedrock-agent", "bedrock-agent-runtime"];

const trees = new Map<ServiceName, Node>();

/**
 * A prefix tree over the path segments of a service's operations: matching costs the depth of the path, not the number of
 * operations. It is made when the service is first searched, so that no model is read in vain.
 */
function treeOf(service: ServiceName): Node {
  const known = trees.get(service);
  if (known) return known;
  const root = newNode();
  for (const [operation, { http }] of Object.entries(apiModel(service).operations)) {
    const labelNames: string[] = [];
    let node = root;
    for (const segment of segmentsOf(http.requestUri)) {
      const label = /^\{(.+)\}$/.exec(segment)?.[1];
      if (label !== undefined) {
        labelNames.push(label);
        node.label ??= newNode();
        node = node.label;
      } else {
        const next = node.literals.get(segment) ?? newNode();
        node.literals.set(segment, next);
        node = next;
      }
    }
    node.leaves.set(http.method, { operation, labelNames });
  }
  trees.set(service, root);
  return root;
}

const segmentsOf = (path: string): string[] => path.slice(1).split("/");

/**
 * Finds the operation for `method` and `path` (still percent-encoded). Labels come back decoded, so an ARN may have been
 * sent with `%3A` and `%2F` or with literal colons. `service` narrows the search when the host names one.
 */
export function matchOperation(method: string, path: string, service?: ServiceName): Match | undefined {
  const segments = segmentsOf(path);
  for (const searched of service ? [service] : searchOrder) {
    const values: string[] = [];
    const leaf = findLeaf(treeOf(searched), method, segments, 0, values);
    if (!leaf) continue;
    const labels: Record<string, string> = {};
    leaf.labelNames.forEach((name, index) => {
      labels[name] = values[index] ?? "";
    });
    return { service: searched, operation: leaf.operation, labels };
  }
  return undefined;
}

/** Walks down from `node`, a literal segment before a label; leaves the decoded labels in `values`. */
function findLeaf(
  node: Node,
  method: string,
  segments: readonly string[],
  depth: number,
  values: string[],
): Leaf | undefined {
  const segment = segments[depth];
  if (segment === undefined) return node.leaves.get(method);
  const literal = node.literals.get(segment);
  const found = literal && findLeaf(literal, method, segments, depth + 1, values);
  if (found) return found;
  if (!node.label || segment === "") return undefined;
  values.push(decodeLabel(segment));
  const labelled = findLeaf(node.label, method, segments, depth + 1, values);
  if (!labelled) values.pop();
  return labelled;
}

/** A label that is not valid percent-encoding stays as it was sent; its pattern then refuses it by name. */
function decodeLabel(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** No operation has more segments after a label than this. */
const MOST_SEGMENTS_AFTER_A_LABEL = 8;

/** Whether the path would name an operation if the slashes inside its ARN were encoded as `%2F`. */
export function hasUnencodedSlash(method: string, path: string): boolean {
  const arn = path.search(/arn(:|%3a)/i);
  if (arn < 0) return false;
  // What comes last in the path may belong to the operation's URI; the tries are few, however long the path is.
  for (let end = path.length, tries = 0; end > arn && tries <= MOST_SEGMENTS_AFTER_A_LABEL; tries++) {
    const label = path.slice(arn, end);
    if (!label.includes("/")) return false;
    const encoded = path.slice(0, arn) + label.replaceAll("/", "%2F") + path.slice(end);
    if (matchOperation(method, encoded)) return true;
    end = path.lastIndexOf("/", end - 1);
  }
  return false;
}

/**
 * Whether a request goes on while it is answered: its body is a stream of events that its operation reads one by one. Of any other
 * request the whole body is read first. The AWS SDK for Go v2 (bedrockruntime 1.63) sends such a body without a content type.
 */
export function isEventStream({ method, path, headers }: Pick<HttpRequest, "method" | "path" | "headers">): boolean {
  if (!isOfType(headers["content-type"] ?? EVENT_STREAM, EVENT_STREAM)) return false;
  const match = matchOperation(method, path);
  if (!match) return false;
  const { shapes, operations } = apiModel(match.service);
  const { payload = "", members = {} } = shapes[operations[match.operation]?.input?.shape ?? ""] ?? {};
  return shapes[members[payload]?.shape ?? ""]?.eventstream === true;
}
