import { readFileSync } from "node:fs";
import { UserError } from "../../errors.ts";
import { type VllmArgs, vllmArgs } from "./vllm-args.ts";

/**
 * The server's command from `--vllm-args` or `--vllm-args-file`.
 * @throws UserError when both are given, or the file cannot be read
 */
export function loadVllmArgs(text: string | undefined, file: string | undefined): VllmArgs | undefined {
  if (text !== undefined && file !== undefined) {
    throw new UserError({ field: "--vllm-args-file", message: "cannot be given beside --vllm-args" });
  }
  if (text !== undefined) return vllmArgs(text, "--vllm-args");
  return file === undefined ? undefined : vllmArgs(readText(file), file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
    throw new UserError({ field: `--vllm-args-file ${file}`, message });
  }
}
