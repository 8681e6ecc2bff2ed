/** Text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command line, every word quoted where it must be. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

/** Exit status of coreutils' `timeout` for a command that ran past its limit. */
export const TIMEOUT_EXIT = 124;
/** Seconds between asking a command to end and ending it. */
const KILL_AFTER_S = 10;

/** The command, ended when it runs longer than `limitS` whether or not anybody watches. */
export function limited(command: readonly string[], limitS: number): string[] {
  return ["timeout", `--kill-after=${KILL_AFTER_S}`, String(limitS), ...command];
}
