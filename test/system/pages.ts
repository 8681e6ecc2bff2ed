import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./cli.ts";

/** Every page for users. */
export const PAGES = [
  ...["README.md", "CHANGELOG.md", "examples/README.md", "configs/workloads/README.md"],
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** Command lines behind a prompt. */
export function promptLines(page: string): string[] {
  return [...readPage(page).matchAll(/^ *\$ (.+)$/gm)].map(([, line]) => line!);
}

/** Programs that pages call. */
const PROGRAM =
  /^(\.\/)?(inference-sim|npm|npx|node|python3?|pip|ncu|git|docker|oc|kubectl|sbatch|vllm|export|curl)\b/;

/** Command lines of indented blocks, which stand without a prompt; `\` at a line's end continues it. */
export function indentedLines(page: string): string[] {
  const joined = readPage(page).replaceAll(/ \\\n +/g, " ");
  return [...joined.matchAll(/^ {4,}(\S.*)$/gm)]
    .map(([, line]) => line!)
    .filter((line) => PROGRAM.test(line));
}

/** Command lines in running text: a program and at least one word. */
export function inlineCommands(page: string): string[] {
  return [...readPage(page).matchAll(/(?<!`)`([^`\n]+ [^`\n]+)`(?!`)/g)]
    .map(([, text]) => text!)
    .filter((text) => PROGRAM.test(text));
}
