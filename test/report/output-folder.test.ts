import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { writeOutputFolder } from "../../src/report/output-folder.ts";

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "inference-sim-output-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const caught = (write: () => void): UserError => {
  try {
    write();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error("nothing was thrown");
};

describe("writeOutputFolder", () => {
  it("makes the folder and writes text and bytes, nothing else", () => {
    const folder = join(base, "a", "b");
    writeOutputFolder(folder, { "result.json": "{}\n", "requests.csv": Uint8Array.of(104, 105) });
    expect(readdirSync(folder).toSorted()).toEqual(["requests.csv", "result.json"]);
    expect(readFileSync(join(folder, "requests.csv"), "utf8")).toBe("hi");
  });

  it("replaces what an earlier run left and keeps other files", () => {
    writeFileSync(join(base, "result.json"), "old");
    writeFileSync(join(base, "notes.txt"), "mine");
    writeOutputFolder(base, { "result.json": "new" });
    expect(readFileSync(join(base, "result.json"), "utf8")).toBe("new");
    expect(readdirSync(base).toSorted()).toEqual(["notes.txt", "result.json"]);
  });

  it("says which path cannot be written and why, with exit code 1", () => {
    writeFileSync(join(base, "file"), "");
    const inTheWay = caught(() => writeOutputFolder(join(base, "file"), { "result.json": "{}" }));
    expect(inTheWay.exitCode).toBe(1);
    expect(inTheWay.message).toBe(
      `${join(base, "file")}: cannot be written: a file is in the way of a folder. Give another folder with --output`,
    );
    const below = caught(() => writeOutputFolder(join(base, "file", "out"), { "result.json": "{}" }));
    expect(below.message).toContain("a file is in the way of a folder");
  });

  it.runIf(existsSync("/proc"))("gives up where no folder can be made, instead of trying for ever", () => {
    const error = caught(() => writeOutputFolder("/proc/none/out", { "result.json": "{}" }));
    expect(error.message).toMatch(/^\/proc\/none: cannot be written: /);
  });

  it("leaves neither temporary files nor the folder it made when one file cannot be written", () => {
    const folder = join(base, "new", "folder");
    const tooLong = "x".repeat(300);
    const error = caught(() => writeOutputFolder(folder, { "result.json": "{}", [tooLong]: "" }));
    expect(error.message).toContain("the name is too long");
    expect(existsSync(join(base, "new"))).toBe(false);
  });

  it("leaves an earlier run's files as they were when one file cannot be written", () => {
    writeFileSync(join(base, "result.json"), "old");
    caught(() => writeOutputFolder(base, { "result.json": "new", ["x".repeat(300)]: "" }));
    expect(readFileSync(join(base, "result.json"), "utf8")).toBe("old");
    expect(readdirSync(base)).toEqual(["result.json"]);
  });

  it("reports a folder in the way of a file", () => {
    mkdirSync(join(base, "result.json"));
    const error = caught(() => writeOutputFolder(base, { "result.json": "{}" }));
    expect(error.message).toContain(`${join(base, "result.json")}: cannot be written`);
    expect(readdirSync(base)).toEqual(["result.json"]);
  });
});
