import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/table.ts";

const PAGES = ["commands", "sweeps", "benchmarking"].map((name) =>
  readFileSync(fileURLToPath(new URL(`../../docs/${name}.md`, import.meta.url)), "utf8"),
);

it("every command is on docs/commands.md, or on the page of its group", () => {
  const missing = COMMANDS.map(({ name }) => name).filter(
    (name) => !PAGES.some((page) => new RegExp(`(inference-sim |\`)${name}\\b`).test(page)),
  );
  expect(missing).toEqual([]);
});
