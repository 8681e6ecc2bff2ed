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
  const allowed = Math.max(1, Math.floor(typed.length * EDITS_PER_CHARACTER));
  const nearest = closest(typed, lower);
  if (distance(typed, nearest) <= allowed) return names[lower.indexOf(nearest)];
  // Levenshtein counts two letters in the wrong order as two edits; a typist makes one slip.
  const swapped = lower.findIndex((name) => swaps(typed).includes(name));
  return names[swapped];
}

function swaps(text: string): string[] {
  return Array.from({ length: text.length - 1 }, (_, i) => {
    return text.slice(0, i) + text[i + 1]! + text[i]! + text.slice(i + 2);
  });
}

/** `did you mean "x"?`, or the list of what there is; for an error's remedy. */
export function knownNames(got: string, known: Iterable<string>): string {
  const names = [...known];
  const near = didYouMean(got, names);
  const list = `There is: ${names.join(", ")}`;
  return near === undefined ? list : `Did you mean "${near}"? ${list}`;
}
