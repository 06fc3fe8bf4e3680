/** Lets one piece of work at a time run for each key, in the order of asking; a failed piece does not stop the next. */
export function createExclusive(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const own = before.then(work, work);
    tails.set(key, own);
    const forget = () => {
      if (tails.get(key) === own) tails.delete(key);
    };
    own.then(forget, forget);
    return own;
  };
}
