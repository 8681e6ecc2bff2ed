import { UserError } from "../../errors.ts";
import { readText } from "../read-text.ts";
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
  if (file === undefined) return undefined;
  return vllmArgs(readText(file, "the text of a command", `--vllm-args-file ${file}`), file);
}
