import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ifKilled } from "./if-killed.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedCli {
  readonly pid: number;
  /** Sends a signal to the program alone, not to what it started. */
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<CliResult>;
}

export interface BuiltCli {
  /** The bundle's entry. */
  readonly path: string;
  readonly start: (
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    cwd?: string,
  ) => StartedCli;
  readonly run: (
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    cwd?: string,
  ) => Promise<CliResult>;
  readonly remove: () => void;
}

/** The command line as users have it, bundled into a folder of its own, so that test files do not meet in dist/. */
export async function buildCli(): Promise<BuiltCli> {
  const folder = mkdtempSync(join(root, "node_modules", ".bench-cli-"));
  const spared = ifKilled(`rm -rf '${folder}'`);
  await build({
    absWorkingDir: root,
    entryPoints: { cli: "src/cli.ts" },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    outExtension: { ".js": ".mjs" },
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  const start: BuiltCli["start"] = (args, env = {}, cwd = folder) => {
    const child = spawn(process.execPath, [join(folder, "cli.mjs"), ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const ended = new Promise<CliResult>((resolve) => {
      child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
    });
    return { pid: child.pid!, signal: (name) => child.kill(name), ended };
  };
  return {
    path: join(folder, "cli.mjs"),
    start,
    run: (...args) => start(...args).ended,
    remove: () => {
      spared();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
