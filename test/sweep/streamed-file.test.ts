import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { StreamedFile } from "../../src/sweep/streamed-file.ts";
import { newStore } from "./sweeps.ts";

const newFile = () => join(newStore().folder, "summary.csv");

it("puts all that was written in place at once", () => {
  const path = newFile();
  writeFileSync(path, "before");
  const file = new StreamedFile(path);
  // More than its buffer holds.
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`);
  for (const line of lines) file.write(line);
  file.end();
  expect(readFileSync(path, "utf8")).toBe("before");
  file.commit();
  expect(readFileSync(path, "utf8")).toBe(lines.join(""));
  expect(readdirSync(join(path, ".."))).toEqual(["summary.csv"]);
});

it("leaves what was there before when it is given up, ended or not", () => {
  for (const ended of [false, true]) {
    const path = newFile();
    writeFileSync(path, "before");
    const file = new StreamedFile(path);
    file.write("half");
    if (ended) file.end();
    file.discard();
    expect(readFileSync(path, "utf8")).toBe("before");
    expect(readdirSync(join(path, ".."))).toEqual(["summary.csv"]);
  }
});
