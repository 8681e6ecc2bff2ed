import { fail } from "../check.ts";
import type { ColumnMap } from "../spec.ts";
import type { TraceLayout } from "./layout.ts";

/** Names under which a generic file is understood without `--columns`, best first. Compared without case, spaces and underscores. */
const ALIASES = {
  arrival: [
    "arrival",
    "arrivals",
    "arrivalns",
    "arrivalus",
    "arrivalms",
    "arrivaltime",
    "arrivaltimens",
    "arrivedat",
    "timestamp",
    "timestampms",
    "time",
    "starttime",
  ],
  prompt: [
    "prompttokens",
    "prompt",
    "promptlen",
    "promptlength",
    "inputtokens",
    "inputlength",
    "inputlen",
    "inputtoks",
    "numprefilltokens",
    "contexttokens",
  ],
  output: [
    "outputtokens",
    "output",
    "outputlen",
    "outputlength",
    "outputtoks",
    "numdecodetokens",
    "generatedtokens",
    "completiontokens",
  ],
  promptId: ["promptid"],
  session: ["session"],
  priority: ["priority"],
  hashIds: ["hashids"],
} as const;

/**
 * A layout for a generic file: what `--columns` says, else a name that says what it is.
 * @param fields the file's columns or keys
 */
export function guessLayout(
  format: "csv" | "jsonl",
  fields: readonly string[],
  columns: ColumnMap,
  file: string,
): TraceLayout {
  return {
    format,
    arrival: columns.arrival ?? find(fields, ALIASES.arrival),
    time: "auto",
    prompt: columns.prompt ?? find(fields, ALIASES.prompt) ?? failMissing("prompt", fields, file),
    output: columns.output ?? find(fields, ALIASES.output) ?? failMissing("output", fields, file),
    promptId: columns.prompt_id ?? find(fields, ALIASES.promptId),
    session: columns.session ?? find(fields, ALIASES.session),
    priority: columns.priority ?? find(fields, ALIASES.priority),
    hashIds: columns.hash_ids ?? find(fields, ALIASES.hashIds),
  };
}

function find(fields: readonly string[], aliases: readonly string[]): string | undefined {
  const plain = fields.map((field) => field.toLowerCase().replace(/[\s_()-]/g, ""));
  for (const alias of aliases) {
    const index = plain.indexOf(alias);
    if (index >= 0) return fields[index];
  }
  return undefined;
}

function failMissing(role: "prompt" | "output", fields: readonly string[], file: string): never {
  fail({
    where: { file, line: 1 },
    message: `no column is known to hold the ${role} tokens; there is ${fields.join(", ")}`,
    remedy: `Say which with --columns ${role}=NAME`,
  });
}
