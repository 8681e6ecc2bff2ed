import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { endGroup, exec, execOk, startDetached } from "../../src/jobs/exec.ts";
import { ends, runs } from "./fixtures.ts";

test("gives input, returns output, status and complaints", async () => {
  const { code, stdout, stderr } = await exec("sh", ["-c", "cat; echo oh >&2; exit 3"], { input: "in\0out" });
  expect({ code, stdout: stdout.toString(), stderr }).toEqual({ code: 3, stdout: "in\0out", stderr: "oh\n" });
});

test("a program that must succeed and does not is an error with its own words", async () => {
  await expect(execOk("sh", ["-c", "echo no partition >&2; exit 1"])).rejects.toThrow(
    /exit 1\): no partition/,
  );
});

test("a program that is not there is named, with a remedy", async () => {
  const run = exec("no-such-client", ["--version"]);
  await expect(run).rejects.toThrow(UserError);
  await expect(run).rejects.toThrow("no-such-client is not installed, or not on the PATH");
});

test("a program that does not answer is ended, with all that it started", async () => {
  const folder = mkdtempSync(join(tmpdir(), "exec-"));
  const script = `(sleep 30; echo late > ${folder}/late) & echo $! > ${folder}/child; wait`;
  await expect(exec("sh", ["-c", script], { timeoutS: 0.3 })).rejects.toThrow("did not answer within 0.3 s");
  const child = Number(readFileSync(join(folder, "child"), "utf8"));
  expect(await ends(child)).toBe(true);
  rmSync(folder, { recursive: true });
});

test("a detached process writes to its file, and ends when its group is ended", async () => {
  const folder = mkdtempSync(join(tmpdir(), "exec-"));
  const outputFile = join(folder, "out");
  const pid = await startDetached("sh", ["-c", "echo $WHO; exec sleep 60"], {
    cwd: folder,
    env: { WHO: "me" },
    outputFile,
  });
  for (let i = 0; i < 100 && readFileSync(outputFile, "utf8") === ""; i++) await sleep(20);
  expect(readFileSync(outputFile, "utf8")).toBe("me\n");
  expect(runs(pid)).toBe(true);
  endGroup(pid);
  expect(await ends(pid)).toBe(true);
  endGroup(pid);
  rmSync(folder, { recursive: true });
});
