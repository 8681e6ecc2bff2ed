import { distance } from "fastest-levenshtein";

/** `Did you mean "Timestamp"? There is Timestamp, Model` : what to say about a name that is not there. */
export function nearestHint(name: string, known: readonly string[]): string {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const d = distance(wanted, candidate.toLowerCase());
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  // Two slips in a short name, a third of the letters in a long one.
  const close = best !== undefined && bestDistance <= Math.max(2, Math.floor(name.length / 3));
  const list = `There is ${known.join(", ")}`;
  return close ? `Did you mean ${JSON.stringify(best)}? ${list}` : list;
}
