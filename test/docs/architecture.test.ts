import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

it("docs/architecture.md has every folder of src in its picture", () => {
  const picture = readFileSync(path("docs/architecture.md"), "utf8")
    .match(/^ {4}.+$/gm)!
    .join("\n");
  const folders = readdirSync(path("src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.length).toBeGreaterThan(10);
  expect(
    folders.map(({ name }) => name).filter((name) => !new RegExp(`\\b${name}\\b`).test(picture)),
  ).toEqual([]);
});
