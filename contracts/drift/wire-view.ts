/**
 * What two descriptions of one service must agree on. Each witness (AWS's model, the SDK's schemas) gives a
 * `ServiceView`; `compareViews` does not know where a view comes from.
 */

/** One service as a client or server sees it on the wire. */
export interface ServiceView {
  /** Where it comes from, as the sentences name it: `contracts/model`, `the SDK`. */
  readonly origin: string;
  readonly operations: ReadonlyMap<string, OperationView>;
  readonly errors: ReadonlyMap<string, ErrorView>;
}

export interface OperationView {
  readonly method: string;
  readonly uri: string;
  readonly status: number;
  readonly hostPrefix: string;
  readonly input: ShapeView;
  readonly output: ShapeView;
}

export interface ErrorView {
  readonly status: number | undefined;
  readonly fault: "client" | "server";
  readonly shape: ShapeView;
}

/** A structure's members, a list's `member`, a map's `key` and `value`; empty for simple types. Lazy: shapes are recursive. */
export interface ShapeView {
  readonly name: string;
  readonly members: () => ReadonlyMap<string, MemberView>;
}

export interface MemberView {
  /** Such as `string`, `number`, `timestamp as iso8601`, `streaming blob`, `sparse list`, `union`, `event stream`. */
  readonly type: string;
  /** Such as `body field x`, `URI label x`, `query parameter x`, `header X-Y`, `headers X-*`, `the whole body`. */
  readonly location: string;
  readonly required: boolean;
  readonly sensitive: boolean;
  readonly idempotencyToken: boolean;
  readonly shape: ShapeView;
}

/** The form of a timestamp where none is stated: rest-json's rule, which every witness applies by the member's place. */
export const DEFAULT_TIMESTAMP_FORMATS = { header: "rfc822", query: "iso8601", body: "unixTimestamp" } as const;

/**
 * Compares two views of one service, through every shape that an operation or error reaches.
 *
 * @param service the name that starts each sentence, for example `bedrock-runtime`.
 * @returns one sentence per difference, sorted; empty when the views agree.
 */
export function compareViews(service: string, left: ServiceView, right: ServiceView): readonly string[] {
  const differences = new Set<string>();
  const visited = new Map<ShapeView, Set<ShapeView>>();

  const report = (place: string, what: string, ours: unknown, theirs: unknown): void => {
    if (ours === theirs) return;
    differences.add(`${service}: ${place}: ${what} is ${ours} in ${left.origin}, ${theirs} in ${right.origin}`);
  };

  const pair = <T>(
    place: (name: string) => string,
    ours: ReadonlyMap<string, T>,
    theirs: ReadonlyMap<string, T>,
    compare: (place: string, a: T, b: T) => void,
  ): void => {
    for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
      const a = ours.get(name);
      const b = theirs.get(name);
      if (a !== undefined && b !== undefined) {
        compare(place(name), a, b);
      } else {
        const [present, absent] = a === undefined ? [right, left] : [left, right];
        differences.add(`${service}: ${place(name)}: is in ${present.origin}, not in ${absent.origin}`);
      }
    }
  };

  const compareShapes = (a: ShapeView, b: ShapeView): void => {
    const seen = visited.get(a) ?? new Set();
    if (seen.has(b)) return;
    visited.set(a, seen.add(b));
    pair((name) => `${a.name}.${name}`, a.members(), b.members(), compareMembers);
  };

  const compareMembers = (place: string, a: MemberView, b: MemberView): void => {
    report(place, "the type", a.type, b.type);
    report(place, "the location", a.location, b.location);
    report(place, "required", a.required, b.required);
    report(place, "sensitive", a.sensitive, b.sensitive);
    report(place, "idempotencyToken", a.idempotencyToken, b.idempotencyToken);
    compareShapes(a.shape, b.shape);
  };

  pair(
    (name) => `operation ${name}`,
    left.operations,
    right.operations,
    (place, a, b) => {
      report(place, "the method", a.method, b.method);
      report(place, "the URI", a.uri, b.uri);
      report(place, "the success status", a.status, b.status);
      report(place, "the host prefix", a.hostPrefix, b.hostPrefix);
      compareShapes(a.input, b.input);
      compareShapes(a.output, b.output);
    },
  );
  pair(
    (name) => `error ${name}`,
    left.errors,
    right.errors,
    (place, a, b) => {
      report(place, "the status", a.status, b.status);
      report(place, "the fault", a.fault, b.fault);
      compareShapes(a.shape, b.shape);
    },
  );
  return [...differences].sort();
}
