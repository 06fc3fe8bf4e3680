/** The raw path and query of a request target; nothing is decoded, since signatures and resource labels need the bytes sent. */
export function splitTarget(target: string): { path: string; query: string } {
  const origin = target.startsWith("/") ? target : withoutAuthority(target);
  const mark = origin.indexOf("?");
  if (mark < 0) return { path: origin, query: "" };
  return { path: origin.slice(0, mark), query: origin.slice(mark + 1) };
}

// Proxies and fetch use the absolute form, `http://host/path`; `OPTIONS *` stays as it is.
function withoutAuthority(target: string): string {
  const rest = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
  return rest === "" || rest.startsWith("?") ? `/${rest}` : rest;
}
