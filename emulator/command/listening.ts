import { UsageError } from "./usage-error.ts";

/** What the user can do about an address that cannot be listened at, by the code of Node's error. */
const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: "; give another port with --port, or 0 for any free one",
  EACCES: "; give one above 1023 with --port",
  EADDRNOTAVAIL: "; give an address of this machine with --host",
  ENOTFOUND: "; give an address of this machine with --host",
  EAI_AGAIN: "; give an address of this machine with --host",
};

/** Listens, and throws UsageError with what the user can do about it when that is not possible. */
export async function listening<Address>(listen: () => Promise<Address>): Promise<Address> {
  try {
    return await listen();
  } catch (error) {
    const { message, cause } = error as Error;
    throw new UsageError(message + (REMEDIES[(cause as NodeJS.ErrnoException | undefined)?.code ?? ""] ?? ""));
  }
}
