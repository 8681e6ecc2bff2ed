import { expect, it } from "vitest";
import { generationOf } from "../../src/roofline/generation.ts";

it("0.11 is early, 0.14 and what follows is not, and nothing said is the default version", () => {
  expect(generationOf("0.11.2")).toEqual({ fp8LargeTiles: false, asyncByDefault: false });
  expect(generationOf("0.14")).toEqual({ fp8LargeTiles: true, asyncByDefault: true });
  expect(generationOf()).toEqual(generationOf("0.19"));
});
