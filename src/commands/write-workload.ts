import { EXIT, type ExitCode, UserError, unwritable } from "../errors.ts";
import { formatCount } from "../report/format.ts";
import { traceLosses, traceText, type WritableFormat, writeTrace } from "../workload/convert.ts";
import type { Invocation } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { print } from "./print.ts";
import type { ReadWorkload } from "./read-workload.ts";

const STDOUT = "stdout";

/** yargs reads a lone dash as an empty word. */
function outOf({ positionals }: Invocation): string {
  return positionals.out === "" || positionals.out === "-" ? STDOUT : positionals.out!;
}

/** The format `--to` names, or the one that the file's name tells. */
export function traceFormatOf(invocation: Invocation): WritableFormat {
  const out = outOf(invocation);
  if (/\.(gz|zst|bz2|xz|zip)$/i.test(out)) {
    throw new UserError({ field: out, message: "cannot be written: traces are written uncompressed" });
  }
  const given = flagValue(invocation, "to");
  if (given !== undefined) return given;
  const name = /\.(csv|jsonl)$/i.exec(out)?.[1]?.toLowerCase();
  if (name === "csv" || name === "jsonl") return name;
  throw new UserError({ field: "--to", message: `must name the format of ${out}` });
}

/** Writes what was read, and tells what the format cannot hold. */
export async function writeWorkload(
  invocation: Invocation,
  { workload, tell }: ReadWorkload,
  format: WritableFormat,
): Promise<ExitCode> {
  const out = outOf(invocation);
  if (out === STDOUT) print(traceText(workload, format));
  else await written(() => writeTrace(workload, format, out), out);
  for (const sentence of traceLosses(workload, format)) tell(`${format} does not hold ${sentence}`);
  tell(`${formatCount(workload.requests.count)} requests are in ${out}`);
  return EXIT.ok;
}

async function written<T>(write: () => Promise<T>, out: string): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || code === undefined) throw error;
    throw unwritable(out, error);
  }
}
