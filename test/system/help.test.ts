import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/table.ts";
import { CLI, cli, words } from "./cli.ts";

/** Text of a module of the bundle and of everything it imports at once. */
function eagerlyLoaded(file: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(file)) return seen;
  const text = readFileSync(file, "utf8");
  seen.set(file, text);
  for (const [, path] of text.matchAll(/^(?:import|\} from|import .* from) ?"(\.[^"]+)";$/gm)) {
    eagerlyLoaded(join(dirname(file), path!), seen);
  }
  return seen;
}

describe("--help", () => {
  it("lists the commands and the flags most used", async () => {
    const { code, stdout, stderr } = await cli(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const word of ["run", "replay <trace>", "step", "memory", "models", "gpus", "config", "bench"]) {
      expect(stdout).toContain(`inference-sim ${word}`);
    }
    expect(stdout).toContain("--latency-model, --roofline");
    expect(stdout).not.toContain("--timed-trace-sec-multiplier");
  });

  it.each(COMMANDS.map(({ name }) => name))("of %s shows all its flags", async (name) => {
    const { code, stdout } = await cli([...words(name), "--help"]);
    expect(code).toBe(0);
    const { flags } = COMMANDS.find((command) => command.name === name)!;
    for (const flag of flags) expect(stdout).toContain(`--${flag}`);
  });

  it("loads neither zod nor yaml", () => {
    const text = [...eagerlyLoaded(CLI).values()].join("\n");
    expect(text).toContain("node_modules/yargs/");
    expect(text).not.toContain("node_modules/zod/");
    expect(text).not.toContain("node_modules/yaml/");
  });

  it("tells the version", async () => {
    expect((await cli(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
