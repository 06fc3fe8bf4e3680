import { type AwsError, awsError } from "../errors.ts";
import { javaOrder } from "./java-order.ts";
import { javaText } from "./java-text.ts";
import { type ApiModel, type Shape, shapeOf } from "./model.ts";
import { wholeMatch } from "./patterns.ts";

/** What one request breaks: the sentences of the framework's own message, and the first broken rule of the layer behind it. */
interface Findings {
  readonly violations: string[];
  unionError: AwsError | undefined;
}

/** Looks at one value; `hidden` says that it stands inside something sensitive and must not be printed. */
type Check = (value: unknown, path: string, hidden: boolean, findings: Findings) => void;

/**
 * Compiles the constraint checks of one API model. Everything about the message is taken from captured answers: the wording
 * and the 1-based `.member` paths (https://github.com/BerriAI/litellm/issues/24668), that all violations are counted in one
 * message, that for one value the maximal length comes before the pattern and the pattern before the minimal length, and that
 * members come in the order of a Java HashMap (see java-order.ts).
 */
export function createChecks(model: ApiModel): (shapeName: string) => (value: unknown) => void {
  const checks = new Map<string, Check>();
  const checkOf = (name: string): Check => {
    const known = checks.get(name);
    if (known) return known;
    // A recursive shape meets itself while it is compiled: it gets a check that looks the finished one up.
    checks.set(name, (value, path, hidden, findings) => checks.get(name)?.(value, path, hidden, findings));
    const check = compile(model, name, checkOf);
    checks.set(name, check);
    return check;
  };
  return (shapeName) => {
    const check = checkOf(shapeName);
    return (value) => {
      const findings: Findings = { violations: [], unionError: undefined };
      check(value, "", false, findings);
      if (findings.violations.length > 0) throw violationError(findings.violations);
      if (findings.unionError) throw findings.unionError;
    };
  };
}

function violationError(violations: readonly string[]): AwsError {
  const count = violations.length;
  return awsError("constraintViolations", {
    heading: `${count} validation error${count === 1 ? "" : "s"} detected`,
    violations: violations.join("; "),
  });
}

/**
 * Shapes whose values the service hides although its public model does not mark them: seen as `Value at 'toolConfig.tools'`,
 * `Value at 'messages.1.member.content.2.member.image.format'` and `Value at 'system.1.member.text'`. The public model of
 * bedrock-agent marks the same shapes as sensitive.
 */
const HIDDEN_BY_THE_SERVICE = new Set(["ContentBlock", "SystemContentBlock", "ToolConfigurationToolsList"]);

function compile(model: ApiModel, name: string, checkOf: (name: string) => Check): Check {
  const shape = shapeOf(model, name);
  // The frames of an event stream are read, and checked, one by one as they arrive.
  if (shape.document || shape.eventstream) return () => {};
  const sensitive = shape.sensitive === true || HIDDEN_BY_THE_SERVICE.has(name);
  switch (shape.type) {
    case "structure":
      return structureCheck(name, shape, sensitive, checkOf);
    case "list":
      return listCheck(model, shape, sensitive, checkOf);
    case "map":
      return mapCheck(model, shape, sensitive, checkOf);
    default:
      return scalarCheck(name, shape, sensitive);
  }
}

function structureCheck(shapeName: string, shape: Shape, sensitive: boolean, checkOf: (name: string) => Check): Check {
  const required = new Set(shape.required);
  const names = Object.keys(shape.members ?? {});
  const members = javaOrder(names).map((name) => ({
    name,
    required: required.has(name),
    check: checkOf(shape.members?.[name]?.shape ?? ""),
  }));
  return (value, path, hiddenAbove, findings) => {
    const structure = value as Record<string, unknown>;
    const hidden = hiddenAbove || sensitive;
    const prefix = path === "" ? "" : `${path}.`;
    let set = 0;
    for (const { name, required: mustBeThere, check } of members) {
      const member = structure[name];
      if (member !== undefined && member !== null) {
        set++;
        check(member, prefix + name, hidden, findings);
      } else if (mustBeThere) {
        findings.violations.push(sentence(hidden ? "Value" : "Value null", prefix + name, "Member must not be null"));
      }
    }
    if (shape.union && set !== 1) findings.unionError ??= unionError(shapeName, path, names, set);
  };
}

/** The layer behind the framework counts list elements from 0 and leaves `.member` out. */
function unionError(shape: string, path: string, keys: readonly string[], set: number): AwsError {
  const place = path.replaceAll(/\.(\d+)\.member/g, (_, index: string) => `.${Number(index) - 1}`);
  const name = set === 0 ? "unionWithoutMember" : "unionWithSeveralMembers";
  return awsError(name, { shape, path: place, keys: keys.join(", ") });
}

function listCheck(model: ApiModel, shape: Shape, sensitive: boolean, checkOf: (name: string) => Check): Check {
  const itemName = shape.member?.shape ?? "";
  const itemShape = shapeOf(model, itemName);
  const length = lengthRules(shape);
  const scalar = isScalar(itemShape);
  const itemRules = scalar ? elementRules(itemName, itemShape) : [];
  const checkItem = checkOf(itemName);
  return (value, path, hiddenAbove, findings) => {
    const items = value as unknown[];
    const printed =
      hiddenAbove || sensitive || itemShape.sensitive || !scalar ? "Value" : `Value '${javaList(itemShape, items)}'`;
    for (const rule of length) {
      if (!rule.holds(items.length)) findings.violations.push(sentence(printed, path, rule.wanted));
    }
    if (scalar) {
      if (!allHold(itemRules, items)) {
        findings.violations.push(sentence(printed, path, `Member must satisfy constraint: ${listed(itemRules)}`));
      }
      return;
    }
    items.forEach((item, index) => {
      const itemPath = `${path}.${index + 1}.member`;
      if (item === null) findings.violations.push(sentence("Value null", itemPath, "Member must not be null"));
      else checkItem(item, itemPath, hiddenAbove, findings);
    });
  };
}

function mapCheck(model: ApiModel, shape: Shape, sensitive: boolean, checkOf: (name: string) => Check): Check {
  const keyName = shape.key?.shape ?? "";
  const keyShape = shapeOf(model, keyName);
  const valueName = shape.value?.shape ?? "";
  const valueShape = shapeOf(model, valueName);
  const length = lengthRules(shape);
  const keyRules = elementRules(keyName, keyShape);
  const scalar = isScalar(valueShape);
  const valueRules = scalar ? elementRules(valueName, valueShape) : [];
  const checkValue = checkOf(valueName);
  return (value, path, hiddenAbove, findings) => {
    const entries = Object.entries(value as object);
    const hidden = hiddenAbove || sensitive || keyShape.sensitive || valueShape.sensitive || !scalar;
    const printed = hidden ? "Value" : `Value '${javaMap(valueShape, entries)}'`;
    for (const rule of length) {
      if (!rule.holds(entries.length)) findings.violations.push(sentence(printed, path, rule.wanted));
    }
    if (!allHold(keyRules, Object.keys(value as object))) {
      findings.violations.push(sentence(printed, path, `Map keys must satisfy constraint: ${listed(keyRules)}`));
    }
    if (scalar) {
      if (!allHold(valueRules, Object.values(value as object))) {
        findings.violations.push(sentence(printed, path, `Map value must satisfy constraint: ${listed(valueRules)}`));
      }
      return;
    }
    for (const [key, item] of entries) {
      const itemPath = `${path}.${key}.member`;
      if (item === null) findings.violations.push(sentence("Value null", itemPath, "Member must not be null"));
      else checkValue(item, itemPath, hiddenAbove, findings);
    }
  };
}

function scalarCheck(name: string, shape: Shape, sensitive: boolean): Check {
  const { allowed, maximum, pattern, minimum } = scalarRules(name, shape);
  const rules = [allowed, maximum, pattern, minimum].filter((rule) => rule !== undefined);
  return (value, path, hidden, findings) => {
    for (const rule of rules) {
      if (rule.holds(value)) continue;
      const printed = hidden || sensitive || shape.type === "blob" ? "Value" : `Value '${javaText(shape, value)}'`;
      findings.violations.push(sentence(printed, path, rule.wanted));
    }
  };
}

const isScalar = (shape: Shape) => shape.type !== "structure" && shape.type !== "list" && shape.type !== "map";

/** One constraint of one shape, with AWS's words for it. */
interface Rule {
  readonly wanted: string;
  holds(value: unknown): boolean;
}

interface ScalarRules {
  readonly allowed: Rule | undefined;
  readonly maximum: Rule | undefined;
  readonly pattern: Rule | undefined;
  readonly minimum: Rule | undefined;
}

/** Enums that the service was seen to list in another order than the model's (https://github.com/NousResearch/hermes-agent/pull/34476). */
const ENUM_ORDER_SEEN: Readonly<Record<string, readonly string[]>> = {
  PerformanceConfigLatency: ["optimized", "standard"],
};

function scalarRules(name: string, shape: Shape): ScalarRules {
  const [maximum, minimum] =
    shape.type === "string" || shape.type === "blob" ? lengthBounds(shape) : valueBounds(shape);
  return {
    allowed: shape.enum && enumRule(ENUM_ORDER_SEEN[name] ?? shape.enum),
    maximum,
    pattern: shape.pattern === undefined ? undefined : patternRule(shape.pattern),
    minimum,
  };
}

function enumRule(values: readonly string[]): Rule {
  const allowed = new Set<unknown>(values);
  return {
    wanted: `Member must satisfy enum value set: [${values.join(", ")}]`,
    holds: (value) => allowed.has(value),
  };
}

function patternRule(pattern: string): Rule {
  const matches = wholeMatch(pattern);
  return {
    wanted: `Member must satisfy regular expression pattern: ${pattern}`,
    holds: (value) => matches(value as string),
  };
}

/**
 * The rules of the elements of a list, or of the keys or values of a map. One sentence about the whole list or map names them
 * all, broken or not, and here the minimum stands before the pattern: seen of CloudFormation, of Lambda
 * (`Value '[POST, OPTIONS, GET]' at 'cors.allowMethods'`) and of Certificate Manager, which share Bedrock's framework.
 */
function elementRules(name: string, shape: Shape): Rule[] {
  const { allowed, maximum, pattern, minimum } = scalarRules(name, shape);
  const rules = [allowed, maximum, minimum, pattern].filter((rule) => rule !== undefined);
  // Without a rule of its own an element can only be wrong by being null.
  return rules.length > 0 ? rules : [{ wanted: "Member must not be null", holds: () => true }];
}

const allHold = (rules: readonly Rule[], values: readonly unknown[]) =>
  values.every((value) => value !== null && rules.every((rule) => rule.holds(value)));

type Bounds = readonly [maximum: Rule | undefined, minimum: Rule | undefined];

function lengthBounds(shape: Shape): Bounds {
  const lengthOf = (value: unknown) =>
    typeof value === "string" ? characters(value) : (value as Uint8Array).byteLength;
  const [maximum, minimum] = lengthRulePair(shape);
  const onLength = (rule: Rule | undefined): Rule | undefined =>
    rule && { wanted: rule.wanted, holds: (value) => rule.holds(lengthOf(value)) };
  return [onLength(maximum), onLength(minimum)];
}

/** Rules on the number of elements of a list or map. */
function lengthRules(shape: Shape): Rule[] {
  return lengthRulePair(shape).filter((rule) => rule !== undefined);
}

function lengthRulePair({ min, max }: Shape): Bounds {
  return [
    max === undefined
      ? undefined
      : {
          wanted: `Member must have length less than or equal to ${max}`,
          holds: (length) => (length as number) <= max,
        },
    min === undefined
      ? undefined
      : {
          wanted: `Member must have length greater than or equal to ${min}`,
          holds: (length) => (length as number) >= min,
        },
  ];
}

function valueBounds({ min, max }: Shape): Bounds {
  return [
    max === undefined
      ? undefined
      : { wanted: `Member must have value less than or equal to ${max}`, holds: (value) => (value as number) <= max },
    min === undefined
      ? undefined
      : {
          wanted: `Member must have value greater than or equal to ${min}`,
          holds: (value) => (value as number) >= min,
        },
  ];
}

/** Lengths count Unicode characters and not UTF-16 units, as the API model's constraints do. */
function characters(text: string): number {
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    if (isLowSurrogate(text.charCodeAt(i)) && isHighSurrogate(text.charCodeAt(i - 1))) count--;
  }
  return count;
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

const sentence = (printed: string, path: string, wanted: string) =>
  `${printed} at '${path}' failed to satisfy constraint: ${wanted}`;

const listed = (rules: readonly Rule[]) => `[${rules.map((rule) => rule.wanted).join(", ")}]`;

const javaList = (shape: Shape, items: readonly unknown[]) =>
  `[${items.map((item) => javaText(shape, item)).join(", ")}]`;

const javaMap = (shape: Shape, entries: readonly (readonly [string, unknown])[]) =>
  `{${entries.map(([key, value]) => `${key}=${javaText(shape, value)}`).join(", ")}}`;
