import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { ROOT } from "./cli.ts";
import { PAGES, readPage as read } from "./pages.ts";

/** Texts of the fences of a language. */
function fences(page: string, language: string): string[] {
  return [...read(page).matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, text]) => text!,
  );
}
const withCode = PAGES.filter((page) => fences(page, "js").length > 0);

describe.each(withCode)("the code of %s", (page) => {
  it.each(fences(page, "js"))("%s", async (code) => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", code],
      { cwd: ROOT },
    );
    expect(stderr).toBe("");
    expect(stdout).not.toBe("");
    // A comment behind a print says what it prints.
    const said = [...code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].map(([, text]) => text);
    for (const text of said) expect(stdout).toContain(text);
    expect(stdout).not.toMatch(/\b(NaN|undefined|null)\b/);
  });
});

describe.each(PAGES)("the links of %s", (page) => {
  it("lead to something", () => {
    const dead = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !/^(https?:|mailto:)/.test(target))
      .filter((target) => !found(page, target));
    expect(dead).toEqual([]);
  });
});

function found(page: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || headings(file).includes(anchor);
}

/** Headings as GitHub turns them into anchors. */
function headings(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
