import { describe, expect, it } from "vitest";
import { suggestions } from "../../src/commands/suggest.ts";

const NAMES = (flag: string) =>
  flag === "model" ? ["llama-2-7b", "llama-3.1-8b"] : flag === "gpu" ? ["H100"] : [];
const words = (...typed: string[]) => suggestions(typed, NAMES).map(({ word }) => word);

describe("suggestions", () => {
  it("are commands first, groups once", () => {
    const all = words("");
    expect(all).toContain("run");
    expect(all.filter((word) => word === "bench")).toHaveLength(1);
    expect(words("rep")).toEqual(["replay"]);
  });

  it("are the subcommands of a group, with what they do", () => {
    expect(words("config", "")).toEqual(["print", "schema"]);
    expect(suggestions(["config", "p"], NAMES)[0]!.help).not.toBe("");
  });

  it("are the flags of the command that was typed, of none but the first where none was", () => {
    expect(words("step", "--pre")).toEqual(["--prefill"]);
    expect(words("models", "--pre")).toEqual([]);
    expect(words("--request-r")).toEqual(["--request-rate"]);
    expect(words("bench", "lint", "--bench")).toEqual(["--bench-data-path"]);
  });

  it("leave out what is given, under whatever name, and offer what switches a default off", () => {
    expect(words("run", "--rate", "3", "--request-r")).toEqual([]);
    expect(words("run", "--no-save")).toEqual(["--no-save-detailed"]);
  });

  it("are values where a flag waits for one", () => {
    expect(words("run", "--latency-model", "")).toEqual(["calibrated", "mfu", "infersim"]);
    expect(words("run", "--roofline", "m")).toEqual(["mfu"]);
    expect(words("run", "--model", "llama-3")).toEqual(["llama-3.1-8b"]);
    expect(words("run", "--gpu=H")).toEqual(["H100"]);
    // A switch waits for nothing.
    expect(words("run", "--report", "--repl")).toEqual(["--replicas"]);
  });

  it("follow the comma of a list", () => {
    expect(words("run", "--latency-model", "mfu,c")).toEqual(["mfu,calibrated"]);
  });

  it("are nothing where files belong, so that the shell offers them", () => {
    expect(words("replay", "")).toEqual([]);
    expect(words("run", "--output", "")).toEqual([]);
    expect(words("run", "--config", "con")).toEqual([]);
  });

  it("do not take a flag's value for a command", () => {
    expect(words("--model", "bench", "config", "")).toEqual(["print", "schema"]);
  });
});
