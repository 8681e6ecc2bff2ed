import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { EXIT, UserError } from "../errors.ts";

/** The one place that starts processes. */

export interface Finished {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface ExecOptions {
  /** Written to standard input. */
  readonly input?: string | Buffer;
  /** Ends the process, and throws, after this time. Default: two minutes. */
  readonly timeoutS?: number;
}

const DEFAULT_TIMEOUT_S = 120;

/**
 * Runs a program to its end and returns what it printed.
 *
 * It leads its own process group, so that Ctrl-C reaches this program alone and a submission under way is not cut.
 * @throws UserError when there is no such program, or it takes too long.
 */
export async function exec(
  program: string,
  args: readonly string[],
  options: ExecOptions = {},
): Promise<Finished> {
  const { input = "", timeoutS = DEFAULT_TIMEOUT_S } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { detached: true, stdio: ["pipe", "pipe", "pipe"] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const timer = setTimeout(() => {
      endGroup(child.pid);
      reject(failure(`${program} did not answer within ${timeoutS} s`, args));
    }, timeoutS * 1000);
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(error.code === "ENOENT" ? missing(program) : failure(`${program}: ${error.message}`, args));
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({
        code: code ?? EXIT.failed,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
    // A program that does not read its input closes the pipe.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/**
 * Runs a program that must succeed, and returns its output.
 * @throws UserError with what it wrote to standard error.
 */
export async function execOk(
  program: string,
  args: readonly string[],
  options: ExecOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await exec(program, args, options);
  if (code !== 0) throw failure(`${program} failed (exit ${code}): ${oneLine(stderr)}`, args);
  return stdout.toString();
}

/** Starts a program that outlives this one; both of its outputs go to `outputFile`. Returns its process id. */
export function startDetached(
  program: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly outputFile: string;
  },
): Promise<number> {
  const { cwd, env, outputFile } = options;
  const output = openSync(outputFile, "a");
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ["ignore", output, output],
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      closeSync(output);
      reject(error.code === "ENOENT" ? missing(program) : failure(`${program}: ${error.message}`, args));
    });
    child.on("spawn", () => {
      closeSync(output);
      child.unref();
      resolve(child.pid!);
    });
  });
}

/** Ends a process group that `startDetached` or `exec` made; nothing happens when it is gone. */
export function endGroup(pid: number | undefined, signal: NodeJS.Signals = "SIGTERM"): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The first lines of a program's complaint, as one. */
export function oneLine(text: string): string {
  const line = text
    .trim()
    .split(/\s*\n\s*/)
    .slice(0, 3)
    .join("; ");
  return line === "" ? "no message" : line.slice(0, 400);
}

function missing(program: string): UserError {
  return new UserError(
    {
      field: program,
      message: "is not installed, or not on the PATH",
      remedy: `Install the ${program} client`,
    },
    EXIT.usage,
  );
}

function failure(message: string, args: readonly string[]): UserError {
  const words = args.filter((arg) => !arg.startsWith("-")).slice(0, 2);
  return new UserError(
    { message: words.length > 0 ? `${message} [${words.join(" ")}]` : message },
    EXIT.failed,
  );
}
