/**
 * Puts the members of a structure into the order of a Java HashMap with their names as keys. The service names the violations
 * of one request in this order: nine captures of Bedrock and of other services on its framework agree, among them
 * `toolConfig` before `system`, `name` before `description`, `value` before `key`.
 */
export function javaOrder(names: readonly string[]): string[] {
  let capacity = 16;
  while (names.length > 0.75 * capacity) capacity *= 2;
  const buckets = names.map((name) => ({ name, bucket: spread(hashCode(name)) & (capacity - 1) }));
  // Array.sort is stable: names that share a bucket stay in the model's order, as insertion order decides in a HashMap.
  return buckets.sort((a, b) => a.bucket - b.bucket).map(({ name }) => name);
}

const hashCode = (text: string) => {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
};

const spread = (hash: number) => hash ^ (hash >>> 16);
