import { describe, expect, it } from "vitest";
import { PLAIN, paintFor } from "../../src/report/colour.ts";

const terminal = { isTTY: true };

describe("paintFor", () => {
  it("colours on a terminal", () => {
    expect(paintFor(terminal, {})("red", "x")).toBe("\u001b[31mx\u001b[39m");
    expect(paintFor(terminal, { NO_COLOR: "" })("bold", "x")).not.toBe("x");
  });

  it("does as FORCE_COLOR says, before all else", () => {
    expect(paintFor({}, { FORCE_COLOR: "1", NO_COLOR: "1" })("bold", "x")).toBe("\u001b[1mx\u001b[22m");
    expect(paintFor({}, { FORCE_COLOR: "" })).not.toBe(PLAIN);
    for (const none of ["0", "false"]) expect(paintFor(terminal, { FORCE_COLOR: none })).toBe(PLAIN);
  });

  it("does not into a pipe, with NO_COLOR, or on a dumb terminal", () => {
    expect(paintFor({}, {})).toBe(PLAIN);
    expect(paintFor(terminal, { NO_COLOR: "1" })).toBe(PLAIN);
    expect(paintFor(terminal, { TERM: "dumb" })).toBe(PLAIN);
    expect(PLAIN("red", "x")).toBe("x");
  });
});
