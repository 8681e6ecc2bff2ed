import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { dirname } from "node:path";
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

  it("offers the few words that an argument can be", async () => {
    expect(await offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  it("offers nothing where files belong", async () => {
    expect(await offered("replay", "")).toEqual([]);
  });
});

/** What a shell prints that has sourced its script; undefined where there is no such shell. */
function inShell(shell: string, args: readonly string[], lines: (program: string) => string) {
  if (spawnSync(shell, ["--version"]).status !== 0) return undefined;
  const program = scratch.write("inference-sim", `#!/bin/sh\nexec ${process.execPath} ${CLI} "$@"\n`);
  chmodSync(program, 0o755);
  const env = { ...process.env, PATH: `${dirname(program)}:${process.env.PATH}` };
  const { stdout, stderr } = spawnSync(shell, [...args, "-c", lines(program)], { encoding: "utf8", env });
  return { stdout, stderr };
}

describe("completion in other shells", () => {
  it("zsh describes what it offers, and falls back to files", ({ skip }) => {
    const told = inShell(
      "zsh",
      ["-f"],
      () => `compdef() { echo "compdef $@" }
_describe() { local -a all; all=("\${(@P)2}"); print -l -- "$all[@]" }
_files() { echo FILES }
source <(inference-sim completion zsh)
words=(inference-sim run --request-r); CURRENT=3; _inference_sim
words=(inference-sim replay ""); CURRENT=3; _inference_sim`,
    );
    if (told === undefined) return skip("no zsh");
    expect(told.stderr).toBe("");
    expect(told.stdout.split("\n")).toEqual([
      "compdef _inference_sim inference-sim",
      expect.stringMatching(/^--request-rate:Mean arrival rate/),
      "FILES",
      "",
    ]);
  });

  it("fish offers words alone where there are some, else files", ({ skip }) => {
    const told = inShell(
      "fish",
      ["--no-config"],
      (program) => `cd ${dirname(program)}; inference-sim completion fish | source
complete -C "inference-sim run --latency-model "; echo ====; complete -C "inference-sim replay "`,
    );
    if (told === undefined) return skip("no fish");
    const [words, files] = told.stdout.split("====\n");
    expect(words!.trim().split("\n").sort()).toEqual(["calibrated", "infersim", "mfu"]);
    expect(files).toContain("inference-sim");
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
