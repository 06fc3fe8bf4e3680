/** The admin API of an emulator in another process. Every call rejects with what the API says about its failure. */
export interface Admin {
  get<Answer>(path: string): Promise<Answer>;
  put(path: string, text: string): Promise<void>;
  post<Answer>(path: string, body?: object): Promise<Answer>;
}

export function createAdmin(endpoint: string): Admin {
  const ask = async <Answer>(method: string, path: string, body?: string): Promise<Answer> => {
    const response = await fetch(`${endpoint}/_outcrop/${path}`, { method, ...(body === undefined ? {} : { body }) });
    const answer = (await response.json()) as Answer & { readonly title?: string; readonly detail?: string };
    if (response.ok) return answer;
    throw new Error(`${method} /_outcrop/${path}: HTTP ${response.status}: ${answer.title}: ${answer.detail}`);
  };
  return {
    get: (path) => ask("GET", path),
    put: async (path, text) => {
      await ask("PUT", path, text);
    },
    post: (path, body) => ask("POST", path, body && JSON.stringify(body)),
  };
}
