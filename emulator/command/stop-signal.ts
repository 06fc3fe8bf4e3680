/** A wish to end, by SIGINT or SIGTERM; disposed of, it leaves signals to what they do by themselves. */
export interface StopSignal extends Disposable {
  readonly received: Promise<void>;
}

/**
 * Asks for SIGINT and SIGTERM from now on. It is the first thing that a server does: the first process of a container is not ended
 * by signals that it has not asked for.
 */
export function stopSignal(): StopSignal {
  const { promise: received, resolve } = Promise.withResolvers<void>();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, resolve);
  return {
    received,
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, resolve);
    },
  };
}
