import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import * as browser from "../../src/browser/index.ts";
import * as library from "../../src/index.ts";

const PAGE = readFileSync(fileURLToPath(new URL("../../docs/library.md", import.meta.url)), "utf8");

it("docs/library.md names everything that the library exports, and nothing else in its table", () => {
  const names = [...new Set([...Object.keys(library), ...Object.keys(browser)])];
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(PAGE))).toEqual([]);
  const rows = [...PAGE.slice(PAGE.indexOf("| export | what |")).matchAll(/^\| (`.+?) \|/gm)];
  const told = rows.flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
  expect(told.length).toBeGreaterThan(25);
  expect(told.filter((name) => !names.includes(name))).toEqual([]);
});
