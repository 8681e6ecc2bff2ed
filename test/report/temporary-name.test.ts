import { dirname } from "node:path";
import { expect, it, vi } from "vitest";
import { isTemporaryName, temporaryName } from "../../src/report/temporary-name.ts";

it("lies beside the file, hidden, and is known again", () => {
  const name = temporaryName("out/results/a.json");
  expect(dirname(name)).toBe("out/results");
  expect(name).toMatch(/\/\.a\.json\..*\.tmp$/);
  expect(isTemporaryName(name.split("/").at(-1)!)).toBe(true);
  for (const other of ["a.json", "notes.tmp", ".a.json.1.tmp"]) expect(isTemporaryName(other)).toBe(false);
});

it("differs between programs, whatever their process numbers", async () => {
  vi.resetModules();
  const another = await import("../../src/report/temporary-name.ts");
  expect(another.temporaryName("a")).not.toBe(temporaryName("a"));
  expect(temporaryName("a")).toBe(temporaryName("a"));
});
