import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./cli.ts";

interface Exported {
  readonly name: string;
  readonly file: string;
  /** Its name where it is declared. */
  readonly as: string;
}

/** Names that a declaration file exports, those it passes on included. */
function exportsOf(file: string): Exported[] {
  const text = readFileSync(file, "utf8");
  const target = (path: string) => join(dirname(file), path.replace(/\.js$/, ".d.ts"));
  const own = [
    ...text.matchAll(/^export (?:declare )?(?:abstract )?(?:const|function|class|interface|type) (\w+)/gm),
  ];
  const named = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)";$/gm)];
  const all = [...text.matchAll(/^export \* from "([^"]+)";$/gm)];
  return [
    ...own.map(([, name]) => ({ name: name!, file, as: name! })),
    ...named.flatMap(([, names, path]) =>
      names!.split(",").flatMap((part) => {
        if (part.trim() === "") return [];
        const [as, name = as] = part
          .trim()
          .replace(/^type /, "")
          .split(" as ");
        const from = exportsOf(target(path!)).find((other) => other.name === as);
        if (from === undefined) throw new Error(`${file}: ${as} is not in ${path}`);
        return { ...from, name: name! };
      }),
    ),
    ...all.flatMap(([, path]) => exportsOf(target(path!))),
  ];
}

/** The comment above a declaration. */
function commentOf({ file, as }: Exported): string {
  const text = readFileSync(file, "utf8");
  const declaration = new RegExp(
    `(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)?\\n?export (?:declare )?(?:const|function|class|interface|type) ${as}\\b`,
  );
  return declaration.exec(text)?.[1] ?? "";
}

const ENTRIES = ["index.d.ts", "browser/index.d.ts"].map((name) => join(ROOT, "dist", "types", name));

describe.each(ENTRIES)("what %s exports", (entry) => {
  const all = exportsOf(entry);

  it("is what the program has, and has a comment each", () => {
    expect(all.length).toBeGreaterThan(40);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.filter((one) => commentOf(one) === "").map(({ name }) => name)).toEqual([]);
  });
});
