import { FLAGS } from "../config/flags.ts";
import { itemsFromText } from "../config/values.ts";
import { type Invocation, textOf } from "./command.ts";

export type Format = "table" | "json" | "csv";

/** `--format`, checked. */
export function formatOf(invocation: Invocation): Format {
  const text = textOf(invocation, "format") ?? FLAGS.format.default;
  return itemsFromText(FLAGS.format, text, { field: "--format" })[0] as Format;
}

/** The result, and nothing else, goes to stdout. */
export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** What the user should know, on stderr. */
export function note(sentence: string): void {
  process.stderr.write(`inference-sim: ${sentence}\n`);
}
