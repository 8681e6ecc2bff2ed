import { type ParseEntry, parse } from "shell-quote";
import { UserError } from "../../errors.ts";

/**
 * Words of the first command in pasted shell text: quotes, escapes, `\` at the end of a line, comments. Line ends without
 * `\` join too, as pasted text often has lost it. Variables stay as they are written. What follows a pipe, a
 * redirection or another operator belongs to the shell.
 *
 * @throws UserError when a quote is not closed
 */
export function shellWords(text: string, field: string): string[] {
  const joined = text.replaceAll(/\\\r?\n/g, " ").replaceAll(/^[ \t]*#.*$/gm, "");
  refuseOpenQuote(joined, field);
  const words: string[] = [];
  for (const entry of entriesOf(joined, field)) {
    if (typeof entry === "string") words.push(entry);
    else if ("comment" in entry) {
      const lineEnd = entry.comment.indexOf("\n");
      return lineEnd < 0 ? words : [...words, ...shellWords(entry.comment.slice(lineEnd), field)];
    } else if (entry.op === "glob") words.push(entry.pattern);
    else if (words.length > 0 && !isSeparator(entry.op, words)) return withoutDescriptor(words, entry.op);
  }
  return words;
}

function entriesOf(text: string, field: string): ParseEntry[] {
  try {
    return parse(text, (name) => `$${name}`);
  } catch (error) {
    throw new UserError({ field, message: `is no shell command: ${(error as Error).message}` });
  }
}

/** `export A=1; B=2 && vllm serve`: what comes before the server is set up by commands of its own. */
function isSeparator(op: string, words: readonly string[]): boolean {
  return [";", "&&"].includes(op) && words.every((word) => word === "export" || /^\w+=/.test(word));
}

/** `2>&1` begins with a word that is none. */
function withoutDescriptor(words: string[], op: string): string[] {
  return op.startsWith(">") && /^\d$/.test(words.at(-1) ?? "") ? words.slice(0, -1) : words;
}

function refuseOpenQuote(text: string, field: string): void {
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === "\\" && quote !== "'") at++;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"') quote = char;
  }
  if (quote === "") return;
  throw new UserError({ field, message: `has a quote that is not closed: ${quote}` });
}
