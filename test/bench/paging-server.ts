import { createEmulator, type HttpRequest } from "../../emulator/index.ts";
import { createProfile } from "./cases.ts";

/** An emulator that has as many application profiles as it is told, made by its own API. */
const count = Number(process.argv[2]);
const emulator = createEmulator({ scenario: { quotas: { applicationProfilesPerRegion: count } } });
for (let made = 0; made < count; made++) {
  const { method, path, headers, body } = createProfile(`profile-${made}`);
  const request: HttpRequest = { method, path, query: "", headers, body: Buffer.from(body) };
  const { status } = await emulator.handle(request);
  if (status >= 300) throw new Error(`the profile ${made} was answered ${status}`);
}
const { url } = await emulator.listen();
process.stdout.write(`listens on ${url}\n`);
