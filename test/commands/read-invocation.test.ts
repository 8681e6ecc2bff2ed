import { describe, expect, it } from "vitest";
import type { CommandSpec, Invocation } from "../../src/commands/command.ts";
import { program } from "../../src/commands/program.ts";

/** What a command line comes to: the command's name and what was typed after it. */
async function parse(line: string): Promise<Invocation & { name: string }> {
  let found: [CommandSpec, Invocation] | undefined;
  const args = line.split(" ").filter((word) => word !== "");
  await program(args, "0", async (command, invocation) => {
    found = [command, invocation];
  }).parseAsync();
  return { name: found![0].name, ...found![1] };
}

const flagsOf = async (line: string) => Object.fromEntries((await parse(line)).flags);

describe("the command line", () => {
  it("runs the default command on bare flags, and the others by name", async () => {
    expect((await parse("--model a")).name).toBe("run");
    expect((await parse("run --model a")).name).toBe("run");
    expect((await parse("config print --tp 2")).name).toBe("config print");
    expect(await parse("replay a.csv --tp 2")).toMatchObject({
      name: "replay",
      positionals: { trace: "a.csv" },
    });
  });

  it("keeps text as typed, and takes aliases for the flag they stand for", async () => {
    expect(await flagsOf("--roofline infersim --vllm-version 0.10 --rate=-1 --tp 007")).toEqual({
      "latency-model": "infersim",
      "vllm-version": "0.10",
      "request-rate": "-1",
      tp: "007",
    });
  });

  it("lets the last of two win, and a switch be turned off", async () => {
    expect(await flagsOf("--tp 1 --tp 2 --no-enable-prefix-caching --quiet")).toEqual({
      tp: "2",
      "enable-prefix-caching": false,
      quiet: true,
    });
  });

  it("takes vLLM's objectives with spaces between them", async () => {
    expect(await flagsOf("--goodput ttft:500 tpot:50 --tp 2")).toEqual({
      goodput: "ttft:500,tpot:50",
      tp: "2",
    });
  });

  it.each([
    ["--tpp 2", "--tpp is no flag of run. Did you mean --tp?"],
    ["-tp 2", "-tp is no flag of run. Did you mean --tp?"],
    ["--no-asyncscheduling", "--no-asyncscheduling is no flag of run. Did you mean --async-scheduling?"],
    ["replay a.csv --limt=4", "--limt is no flag of replay. Did you mean --limit?"],
    ["memory --seed 1", "--seed is no flag of memory"],
    ["runn --tp 2", 'unknown command, got "runn". Did you mean "run"?'],
    ["trace.csv", "To replay a trace: inference-sim replay trace.csv"],
    ["replay a.csv b.csv", 'replay takes no such argument, got "b.csv"'],
    ["replay", "replay needs an argument: trace. See inference-sim replay --help"],
    ["config", "config needs one of print, schema after it"],
    ["--tp", "--tp needs a value (GPUs)"],
    ["run --model --tp 2", "--model needs a value"],
  ])("refuses %s", async (line, message) => {
    await expect(parse(line)).rejects.toThrow(message);
  });

  it("tells every unknown flag at once", async () => {
    await expect(parse("--foo --bar 2")).rejects.toThrow(/--foo is no flag.*\n--bar is no flag/);
  });
});
