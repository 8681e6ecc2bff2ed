import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "../../src/sweep/canonical-json.ts";

it("sorts keys at every depth and leaves out what is undefined", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined, A: true })).toBe(
    '{"A":true,"b":[1,{"c":"x","d":null}]}',
  );
  expect(canonicalJson({ rate: Number.POSITIVE_INFINITY })).toBe('{"rate":"inf"}');
  expect(() => canonicalJson({ x: Number.NaN })).toThrow("NaN");
});

it("is the same for equal values whatever the order of their keys, and parses back", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
