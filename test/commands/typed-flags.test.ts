import { describe, expect, it } from "vitest";
import { plainSwitch, repeatedFlags } from "../../src/commands/typed-flags.ts";

describe("plainSwitch", () => {
  it.each([
    ["--quiet=1", "--quiet=true"],
    ["--quiet=true", "--quiet=true"],
    ["--enable_prefix_caching=0", "--enable_prefix_caching=false"],
    ["--quiet", "--quiet"],
    ["--tp=2", "--tp=2"],
    ["--nonsense=maybe", "--nonsense=maybe"],
    ["trace=maybe", "trace=maybe"],
  ])("reads %s as %s", (arg, plain) => {
    expect(plainSwitch(arg)).toBe(plain);
  });

  it("refuses what is neither true nor false, instead of taking it for false", () => {
    expect(() => plainSwitch("--quiet=maybe")).toThrow('--quiet must be true or false, got "maybe"');
  });
});

describe("repeatedFlags", () => {
  it("knows a flag by its aliases, its value in either form, and its denial", () => {
    expect(repeatedFlags(["--tp", "2", "--tp=4", "--seed", "1"])).toEqual(["tp"]);
    expect(repeatedFlags(["--rate", "2", "--request-rate", "4"])).toEqual(["request-rate"]);
    expect(repeatedFlags(["--async-scheduling", "--no-async-scheduling"])).toEqual(["async-scheduling"]);
    expect(repeatedFlags(["--tp", "2", "--tp", "2", "--tp", "2"])).toEqual(["tp"]);
  });

  it("lets objectives be given one by one", () => {
    expect(repeatedFlags(["--goodput", "ttft:200", "--goodput", "tpot:20"])).toEqual([]);
  });
});
