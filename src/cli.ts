#!/usr/bin/env node
import type { CommandSpec, Invocation } from "./commands/command.ts";
import { COMPLETE } from "./commands/complete-word.ts";
import { program } from "./commands/program.ts";
import { VERSION } from "./commands/version.ts";
import { EXIT, UserError } from "./errors.ts";

// A reader that has seen enough, like `head`, closes the pipe: what remains to be printed is not wanted.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const args = process.argv.slice(2);
try {
  if (args[0] === COMPLETE) (await import("./commands/complete.ts")).complete(args.slice(1));
  else await program(args, VERSION, execute).parseAsync();
} catch (error) {
  process.exitCode = error instanceof UserError ? error.exitCode : EXIT.failed;
  process.stderr.write(`${errorText(error, args.includes("--debug"))}\n`);
}

async function execute(command: CommandSpec, invocation: Invocation): Promise<void> {
  const { run } = await command.load();
  process.exitCode = (await run(invocation)) ?? EXIT.ok;
}

function errorText(error: unknown, debug: boolean): string {
  const known = error instanceof Error;
  if (debug) return known ? (error.stack ?? String(error)) : String(error);
  if (error instanceof UserError) return error.message.replace(/^/gm, "inference-sim: ");
  const text = known ? error.message : String(error);
  return `inference-sim: internal error: ${text}. --debug shows where`;
}
