import { request } from "node:http";

/** What a browser fetches before a page can be used, as it comes over the wire: compressed by the server as it does it. */
export type PageWeight = { scriptBytes: number; styleBytes: number; pictureBytes: number; htmlBytes: number };

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
    for (const source of new Set(sources)) bytes += (await fetchBytes(origin, source)).bytes;
    return bytes;
  };
  return {
    scriptBytes: await weigh([...scripts, ...preloaded]),
    styleBytes: await weigh(styles),
    pictureBytes: await weigh(pictures),
    htmlBytes: page.bytes,
  };
}

/** Of our own server only; what is written into the page itself needs no fetching. */
function sourceOf(tag: string): string[] {
  const source = /\b(?:src|href)="(\/[^"]*)"/.exec(tag)?.[1];
  return source === undefined || source.startsWith("//") ? [] : [source.replaceAll("&amp;", "&")];
}

/** `fetch` would tell the size after unpacking. */
function fetchBytes(origin: string, path: string): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const headers = { "accept-encoding": "gzip, deflate, br", accept: "*/*", "accept-language": "fr" };
    request(new URL(path, origin), { headers }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, bytes }));
      response.on("error", reject);
    })
      .on("error", reject)
      .end();
  });
}
