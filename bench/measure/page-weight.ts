import { request } from "node:http";

/** What a browser fetches before a page can be used, as it comes over the wire: compressed by the server as it does it. */
export type PageWeight = {
  scriptBytes: number;
  styleBytes: number;
  pictureBytes: number;
  htmlBytes: number;
  /** How the scripts were compressed, as the server named it. */
  scriptEncoding: string;
};

/**
 * Scripts that the page itself names; what it fetches later is not the first load. Those for browsers without modules are left
 * out, because a browser leaves them out too.
 */
export async function weighPage(origin: string, path: string): Promise<PageWeight> {
  const page = await fetchBytes(origin, path);
  if (page.status !== 200) throw new Error(`${path} answers ${page.status}`);
  const html = await (await fetch(`${origin}${path}`)).text();
  const tags = [...html.matchAll(/<(?:script|link|img)\b[^>]*>/g)].map(([tag]) => tag);
  const scripts = tags.filter((tag) => tag.startsWith("<script") && !/\bnoModule\b/i.test(tag)).flatMap(sourceOf);
  const preloaded = tags.filter((tag) => /^<link\b.*\bas="script"/.test(tag)).flatMap(sourceOf);
  const styles = tags.filter((tag) => /^<link\b.*\brel="stylesheet"/.test(tag)).flatMap(sourceOf);
  const pictures = tags.filter((tag) => tag.startsWith("<img") || /^<link\b.*\brel="icon"/.test(tag)).flatMap(sourceOf);
  const weigh = async (sources: string[]) => {
    let bytes = 0;
    const encodings = new Set<string>();
    for (const source of new Set(sources)) {
      const answer = await fetchBytes(origin, source);
      if (answer.status !== 200) throw new Error(`${source} answers ${answer.status}`);
      bytes += answer.bytes;
      encodings.add(answer.encoding);
    }
    return { bytes, encoding: [...encodings].join(", ") };
  };
  const script = await weigh([...scripts, ...preloaded]);
  return {
    scriptBytes: script.bytes,
    styleBytes: (await weigh(styles)).bytes,
    pictureBytes: (await weigh(pictures)).bytes,
    htmlBytes: page.bytes,
    scriptEncoding: script.encoding,
  };
}

/** Of our own server only; what is written into the page itself needs no fetching. */
function sourceOf(tag: string): string[] {
  const source = /\b(?:src|href)="(\/[^"]*)"/.exec(tag)?.[1];
  return source === undefined || source.startsWith("//") ? [] : [source.replaceAll("&amp;", "&")];
}

/** As a browser of today asks; `fetch` would tell the size after unpacking. */
function fetchBytes(origin: string, path: string): Promise<{ status: number; bytes: number; encoding: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "accept-encoding": "gzip, deflate, br, zstd", accept: "*/*", "accept-language": "fr" };
    request(new URL(path, origin), { headers }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, bytes, encoding: response.headers["content-encoding"] ?? "plain" }),
      );
      response.on("error", reject);
    })
      .on("error", reject)
      .end();
  });
}
