/** Before its first message a client may ask for TLS; PostgreSQL's own startup has no type letter either. */
const LENGTH_BYTES = 4;

/** Calls for each message of PostgreSQL's protocol that is complete. A client's first one has no type letter and is left out. */
export function messageReader(
  typedFromTheStart: boolean,
  onMessage: (type: string, body: Buffer) => void,
): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let typed = typedFromTheStart;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const typeBytes = typed ? 1 : 0;
      if (rest.length < typeBytes + LENGTH_BYTES) return;
      const length = typeBytes + rest.readInt32BE(typeBytes);
      if (rest.length < length) return;
      if (typed) onMessage(String.fromCharCode(rest[0] ?? 0), rest.subarray(1 + LENGTH_BYTES, length));
      typed = true;
      rest = rest.subarray(length);
    }
  };
}

/** `name` is empty for a statement that is sent anew each time. */
export type Statement = { name: string; text: string };

/** Which statements a client has carried out on a connection: those that have a name are sent with their text only once. */
export function statementReader(): (type: string, body: Buffer) => Statement | undefined {
  const texts = new Map<string, string>();
  let bound = "";
  return (type, body) => {
    switch (type) {
      case "Q":
        return { name: "", text: textsIn(body, 1)[0] ?? "" };
      case "P": {
        const [name = "", text = ""] = textsIn(body, 2);
        texts.set(name, text);
        return undefined;
      }
      case "B":
        [, bound = ""] = textsIn(body, 2);
        return undefined;
      case "E":
        return { name: bound, text: texts.get(bound) ?? "" };
      default:
        return undefined;
    }
  };
}

/** The first texts of a message, each of which ends with a zero. */
function textsIn(body: Buffer, many: number): string[] {
  const texts: string[] = [];
  for (let from = 0; texts.length < many;) {
    const end = body.indexOf(0, from);
    if (end === -1) break;
    texts.push(body.toString("utf8", from, end));
    from = end + 1;
  }
  return texts;
}
