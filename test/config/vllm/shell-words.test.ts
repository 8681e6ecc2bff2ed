import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shellWords } from "../../../src/config/vllm/shell-words.ts";

const words = (text: string) => shellWords(text, "--vllm-args");

describe("shellWords", () => {
  it.each([
    ["vllm serve m --a b", ["vllm", "serve", "m", "--a", "b"]],
    [`a '{"b": "c d"}' "e \\"f\\""`, ["a", '{"b": "c d"}', 'e "f"']],
    ["a \\\n  b \\\r\n c", ["a", "b", "c"]],
    ["a\n  b", ["a", "b"]],
    ["#!/bin/bash\n# starts it\nvllm serve m # fast\n --b", ["vllm", "serve", "m", "--b"]],
    ["a --model $MODEL $X", ["a", "--model", "$MODEL", "$X"]],
    ["a *.json", ["a", "*.json"]],
    ["a > log 2>&1 &", ["a"]],
    ["a 2>&1 | tee log", ["a"]],
    ["export X=1; Y=2 && vllm serve m; echo done", ["export", "X=1", "Y=2", "vllm", "serve", "m"]],
    ["", []],
  ])("%j", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it.each(["a 'b", 'a "b', "a 'b\"", `a "b\\"`])("refuses the open quote of %j", (text) => {
    expect(() => words(text)).toThrow("--vllm-args has a quote that is not closed");
  });

  it("reads back whatever stands in single quotes", () => {
    const word = fc.string().filter((text) => !/['\r\n\\]/.test(text) && text !== "");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (list) => {
        expect(words(list.map((text) => `'${text}'`).join(" "))).toEqual(list);
      }),
    );
  });
});
