import { describe, expect, test } from "vitest";
import en from "./en.json";
import fr from "./fr.json";

type Tree = { [key: string]: string | Tree };

/** `cart.title` → «Votre panier», for every message. */
function flatten(tree: Tree, above = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) => {
      const path = above === "" ? key : `${above}.${key}`;
      return typeof value === "string" ? [[path, value] as const] : [...flatten(value, path)];
    }),
  );
}

/** What a message needs from the page: `{name}`, `{count, plural, …}`, `<terms>`. The words of plural branches are not among them. */
function placeholders(message: string): string[] {
  const withoutBranches = message.replaceAll(/(?:=\d+|one|other) \{/g, "");
  const named = [...withoutBranches.matchAll(/\{(\w+)\s*[,}]/g)].map(([, name]) => name ?? "");
  const tags = [...message.matchAll(/<(\w+)>/g)].map(([, name]) => `<${name}>`);
  return [...new Set([...named, ...tags])].toSorted();
}

const french = flatten(fr);
const english = flatten(en);

describe("the two languages", () => {
  test("have the same messages", () => {
    expect([...english.keys()].toSorted()).toEqual([...french.keys()].toSorted());
  });

  test("say something everywhere", () => {
    const blank = [...french, ...english].filter(([, message]) => message.trim() === "");

    expect(blank).toEqual([]);
  });

  test("need the same values", () => {
    const differing = [...french].filter(
      ([key, message]) => placeholders(message).join() !== placeholders(english.get(key) ?? "").join(),
    );

    expect(differing.map(([key]) => key)).toEqual([]);
  });
});

describe("French typography", () => {
  test("keeps signs of two parts and quotation marks on the line of their word", () => {
    const loose = [...french].filter(([, message]) => / [:;!?»]|« /.test(message));

    expect(loose).toEqual([]);
  });

  test("uses the curved apostrophe and the one sign for an ellipsis", () => {
    const typed = [...french, ...english].filter(([, message]) => /\w'\w|\.\.\./.test(message));

    expect(typed).toEqual([]);
  });
});
