import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { CLI, cli, scratchFolder } from "./cli.ts";

const scratch = scratchFolder();

/** Words that bash offers after these, the last of which is under the cursor. */
async function offered(...typed: string[]): Promise<string[]> {
  const { stdout: script } = await cli(["completion", "bash"]);
  const program = scratch.write("inference-sim", `#!/bin/sh\nexec ${process.execPath} ${CLI} "$@"\n`);
  const line = [program, ...typed].map((word) => `'${word}'`).join(" ");
  const test = `chmod +x ${program}
${script}
COMP_WORDS=(${line}); COMP_CWORD=${typed.length}
_inference_sim
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", test], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

describe("completion in bash", () => {
  it("offers commands", async () => {
    expect(await offered("rep")).toEqual(["replay"]);
    expect(await offered("config", "")).toEqual(["print", "schema"]);
  });

  it("offers flags and their values, models and GPUs among them", async () => {
    expect(await offered("run", "--request-r")).toEqual(["--request-rate"]);
    expect(await offered("run", "--model", "llama-3.1-8")).toEqual(["llama-3.1-8b"]);
    expect(await offered("run", "--gpu", "=", "A100")).toEqual(["A100-SXM"]);
  });

  it("offers nothing where files belong", async () => {
    expect(await offered("replay", "")).toEqual([]);
  });
});

describe("completion", () => {
  it.each(["zsh", "fish"])("knows %s", async (shell) => {
    const { code, stdout } = await cli(["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain(`__complete ${shell}`);
  });

  it("refuses other shells, naming those it knows", async () => {
    const { code, stderr } = await cli(["completion", "tcsh"]);
    expect(code).toBe(2);
    expect(stderr).toContain("knows bash, zsh, fish");
  });
});
