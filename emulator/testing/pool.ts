import { createEmulator, type Emulator, type Scenario } from "../index.ts";

/** Emulators that tests use one after another. */
export interface EmulatorPool {
  /** An emulator at the start of this scenario, with nothing left of the test before. */
  take(scenario: Scenario): Promise<Emulator>;
  /** The test is over. */
  giveBack(emulator: Emulator): Promise<void>;
  close(): Promise<void>;
}

/** One emulator for tests that run one after another, and another for each that runs at the same time. */
export function createEmulatorPool(): EmulatorPool {
  const all: Emulator[] = [];
  const free: Emulator[] = [];
  return {
    async take(scenario) {
      let emulator = free.pop();
      if (!emulator) {
        emulator = createEmulator();
        all.push(emulator);
      }
      try {
        await emulator.useScenario(scenario);
        await emulator.reset();
        return emulator;
      } catch (error) {
        free.push(emulator);
        throw error;
      }
    },
    async giveBack(emulator) {
      await Promise.all(emulator.sessions.map((name) => emulator.endSession(name)));
      free.push(emulator);
    },
    async close() {
      await Promise.all(all.map((emulator) => emulator.close()));
    },
  };
}
