import { closest, distance } from "fastest-levenshtein";

/** Edits allowed per character typed: one in three, and always at least one. */
const EDITS_PER_CHARACTER = 1 / 3;

/** The known name a user most likely meant: cut short or misspelt, case aside. Undefined when none is near. */
export function didYouMean(got: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  if (got === "" || names.length === 0) return undefined;
  const typed = got.toLowerCase();
  const lower = names.map((name) => name.toLowerCase());
  const begun = lower.filter((name) => name.startsWith(typed));
  if (begun.length === 1) return names[lower.indexOf(begun[0]!)];
  const nearest = closest(typed, lower);
  const allowed = Math.max(1, Math.floor(typed.length * EDITS_PER_CHARACTER));
  return distance(typed, nearest) <= allowed ? names[lower.indexOf(nearest)] : undefined;
}

/** `did you mean "x"?`, or the list of what there is; for an error's remedy. */
export function knownNames(got: string, known: Iterable<string>): string {
  const names = [...known];
  const near = didYouMean(got, names);
  const list = `There is: ${names.join(", ")}`;
  return near === undefined ? list : `Did you mean "${near}"? ${list}`;
}
