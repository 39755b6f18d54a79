/** What a test reads of an answer: `body` is whatever JSON came, for tests to compare with what they expect. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape, and a wrong guess fails them
export type Answer = { status: number; body: any; headers: Headers };

type Api = { request: (url: string, init: RequestInit) => Response | Promise<Response> };

/** Somebody with a browser: keeps the cart's cookie and sends it back. Begins without one, or with the one given. */
export function visitorOf(api: Api, { cookie, language = "fr" }: { cookie?: string; language?: string } = {}) {
  const jar = { cookie };

  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await api.request(`http://localhost:3000/api${path}`, {
      method,
      headers: {
        "accept-language": language,
        ...(jar.cookie !== undefined && { cookie: jar.cookie }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie().at(-1);
    if (set !== undefined) jar.cookie = set.split(";")[0];
    const text = await response.text();
    return {
      status: response.status,
      body: text === "" ? undefined : JSON.parse(text),
      headers: response.headers,
    };
  }

  return {
    get cookie() {
      return jar.cookie;
    },
    get: (path: string) => call("GET", path),
    post: (path: string, body?: unknown) => call("POST", path, body),
    patch: (path: string, body?: unknown) => call("PATCH", path, body),
    delete: (path: string) => call("DELETE", path),
  };
}
