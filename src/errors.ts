/** Exit codes of the command line, one meaning each. */
export const EXIT = {
  ok: 0,
  /** The run itself failed: unwritable output, internal error. */
  failed: 1,
  /** Usage or bad input: bad row, unknown key, rate 0, a model that does not fit. */
  usage: 2,
  /** Some results are missing. */
  incomplete: 4,
  /** A check missed its threshold. */
  threshold: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Where in a user's file a problem is. Lines and columns count from 1. */
export interface Where {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** One thing that is wrong, as data; the sentence for it is made by `problemText`. */
export interface Problem {
  readonly where?: Where;
  /** The field, flag or key, as the user spells it: `--tp`, `H100.BwEffConstant`, `ContextTokens`. */
  readonly field?: string;
  /** The offending value as given. Omitted when nothing was given. */
  readonly got?: unknown;
  /** What is wrong, in words that follow the field: `must be a valid positive number`. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** An error that is the user's to mend: printed as sentences, without a stack. */
export class UserError extends Error {
  readonly problems: readonly Problem[];
  readonly exitCode: ExitCode;

  constructor(problems: Problem | readonly Problem[], exitCode: ExitCode = EXIT.usage) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map(problemText).join("\n"));
    this.name = "UserError";
    this.problems = list;
    this.exitCode = exitCode;
  }
}

/** `file:line:column: field message, got value. remedy` with the parts that are known. */
export function problemText(problem: Problem): string {
  const { where, field, message, remedy } = problem;
  const place = where?.file
    ? [where.file, where.line, where.line === undefined ? undefined : where.column]
        .filter((part) => part !== undefined)
        .join(":")
    : where?.line === undefined
      ? ""
      : `line ${where.line}`;
  const got = "got" in problem ? `, got ${showValue(problem.got)}` : "";
  const sentence = `${field ? `${field} ` : ""}${message}${got}`;
  return `${place ? `${place}: ` : ""}${sentence}${remedy ? `. ${remedy}` : ""}`;
}

function showValue(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Error codes of Node's file functions, in words. */
const UNWRITABLE: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  ENOENT: "its folder does not exist, or nothing can be made there",
  ENOTDIR: "a file is in the way of a folder",
  EISDIR: "a folder of that name is in the way",
  ENAMETOOLONG: "the name is too long",
  EDQUOT: "the disk quota is used up",
};

/** The user's error, with exit code 1, for what a file function threw when `path` was to be written. */
export function unwritable(path: string, error: unknown, remedy?: string): UserError {
  const { code, message } = error as Error & { readonly code?: string };
  const problem: Problem = {
    where: { file: path },
    message: `cannot be written: ${UNWRITABLE[code ?? ""] ?? message}`,
  };
  return new UserError(remedy === undefined ? problem : { ...problem, remedy }, EXIT.failed);
}
