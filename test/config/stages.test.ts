import { expect, it } from "vitest";
import { stages } from "../../src/config/stages.ts";

it("reads rates and seconds", () => {
  expect(stages(["5:60", "0.5:30"])).toEqual([
    { rate: 5, durationS: 60 },
    { rate: 0.5, durationS: 30 },
  ]);
});

it.each(["5", "5:", ":60", "0:60", "5:0", "5:60:2", "-5:60", "1.2.3:4", "5x:60"])("refuses %j", (item) => {
  expect(() => stages([item])).toThrow("--stages must be RATE:SECONDS, both above 0");
});

it("refuses a stage without requests", () => {
  expect(() => stages(["0.1:1"])).toThrow('--stages sends no request in this stage, got "0.1:1"');
});
