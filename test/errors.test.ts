import { describe, expect, it } from "vitest";
import { EXIT, UserError, unwritable } from "../src/errors.ts";

describe("UserError", () => {
  it("says where, what, the value as given, and what to do", () => {
    const error = new UserError({
      where: { file: "run.yaml", line: 3, column: 7 },
      field: "tp",
      message: "must be a whole number",
      got: "two",
      remedy: "Write 2",
    });
    expect(error.message).toBe('run.yaml:3:7: tp must be a whole number, got "two". Write 2');
    expect(error.exitCode).toBe(EXIT.usage);
  });

  it("gives every problem a line, and cuts long values", () => {
    const error = new UserError([
      { where: { line: 2 }, message: "is cut short" },
      { field: "--tp", message: "must be text", got: "x".repeat(100) },
    ]);
    const [first, second] = error.message.split("\n");
    expect(first).toBe("line 2: is cut short");
    expect(second).toBe(`--tp must be text, got "${"x".repeat(76)}...`);
  });
});

describe("unwritable", () => {
  it("puts the code of a file function in words, and takes its own words where it knows none", () => {
    const thrown = Object.assign(new Error("EACCES: permission denied, open 'a'"), { code: "EACCES" });
    const error = unwritable("out/a", thrown, "Give another folder");
    expect(error.message).toBe("out/a: cannot be written: permission denied. Give another folder");
    expect(error.exitCode).toBe(EXIT.failed);
    expect(unwritable("a", new Error("odd")).message).toBe("a: cannot be written: odd");
  });
});
