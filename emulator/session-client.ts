import { SESSION_HEADER } from "./sessions.ts";

/** What is needed of a client of the AWS SDK for JavaScript. */
interface SdkClient {
  readonly middlewareStack: {
    // The SDK's own types differ from client to client and from version to version; only the request's headers are touched.
    // biome-ignore lint/suspicious/noExplicitAny: see above
    add(middleware: (next: any) => (args: any) => Promise<any>, options: any): void;
  };
}

/** Lets every request of an SDK client belong to the session `name` of an emulator; gives the client back. */
export function useSession<Client extends SdkClient>(client: Client, name: string): Client {
  client.middlewareStack.add(
    (next) => async (args: { readonly request: { readonly headers: Record<string, string> } }) => {
      args.request.headers[SESSION_HEADER] = name;
      return next(args);
    },
    { step: "build", name: "outcropSession", override: true },
  );
  return client;
}
