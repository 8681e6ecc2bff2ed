import { expect, it } from "vitest";
import { wrapped } from "../../src/explain/wrap.ts";

it("breaks between words, as late as may be", () => {
  expect(wrapped("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrapped("one two three", 13)).toEqual(["one two three"]);
});

it("leaves a word whole that is longer than a line", () => {
  expect(wrapped("a --long-flag b", 5)).toEqual(["a", "--long-flag", "b"]);
});
