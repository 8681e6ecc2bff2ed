import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readmeWithAccuracy } from "./readme-accuracy.ts";

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const read = (name: string) => readFileSync(path(name), "utf8");

it("README.md repeats what docs/accuracy.md says", async () => {
  const text = readmeWithAccuracy(read("README.md"), read("docs/accuracy.md"));
  await expect(text).toMatchFileSnapshot("../../README.md");
});

it("README.md shows one picture, small, and says in words what it shows", () => {
  const pictures = [...read("README.md").matchAll(/!\[([^\]]+)\]\(([^)]+)\)/g)];
  expect(pictures).toHaveLength(1);
  const [, alt, file] = pictures[0]!;
  expect(alt!.length).toBeGreaterThan(80);
  expect(statSync(path(file!)).size).toBeLessThan(40_000);
  const svg = read(file!);
  expect(svg).toContain("Simulated");
  expect(svg.match(/<path /g)!.length).toBeGreaterThan(10);
});
