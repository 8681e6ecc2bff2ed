import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryName } from "../../src/report/temporary-name.ts";
import { newStore } from "./sweeps.ts";

describe("ResultStore", () => {
  it("has the ids of what was written, results and failures apart", () => {
    const store = newStore();
    expect(store.ids()).toEqual(new Set());
    store.open();
    store.writeResult("a", "{}");
    store.writeFailure("b", "does not fit");
    expect([store.ids(), store.failedIds()]).toEqual([new Set(["a"]), new Set(["b"])]);
    expect(store.readFailure("b")).toBe("does not fit");
    store.clearFailure("b");
    expect(store.failedIds()).toEqual(new Set());
    expect(readdirSync(store.folder, { recursive: true }).sort()).toEqual([
      "failed",
      "results",
      join("results", "a.json"),
    ]);
  });

  it("clears away what killed processes left, but nothing that may still be written, and nothing else", () => {
    const store = newStore();
    store.open();
    const [old, fresh] = [temporaryName(store.resultFile("a")), temporaryName(store.resultFile("b"))];
    const [summary, mine] = [temporaryName(join(store.folder, "summary.csv")), join(store.folder, "my.tmp")];
    for (const file of [old, fresh, summary, mine]) writeFileSync(file, "half");
    const anHourAgo = Date.now() / 1000 - 3600;
    for (const file of [old, summary, mine]) utimesSync(file, anHourAgo, anHourAgo);
    store.open();
    expect([old, fresh, summary, mine].map((file) => existsSync(file))).toEqual([false, true, false, true]);
    expect(store.ids()).toEqual(new Set());
  });

  it("leaves nothing half-written where it cannot write", () => {
    const store = newStore();
    store.open();
    mkdirSync(join(store.resultFile("a"), "in-the-way"), { recursive: true });
    expect(() => store.writeResult("a", "{}")).toThrow(/a\.json: cannot be written/);
    expect(readdirSync(join(store.folder, "results"))).toEqual(["a.json"]);
  });

  it("names what cannot be read, with exit code 1", () => {
    const store = newStore();
    writeFileSync(join(store.folder, "results"), "a file, not a folder");
    expect(() => store.ids()).toThrow(expect.objectContaining({ exitCode: 1, name: "UserError" }));
    expect(() => store.readResult("a")).toThrow(/a\.json: cannot be read/);
  });

  it.skipIf(process.getuid?.() === 0)("says so where it may not write [skipped: root may]", () => {
    const store = newStore();
    chmodSync(store.folder, 0o500);
    expect(() => store.open()).toThrow("cannot be written");
    chmodSync(store.folder, 0o700);
  });
});
