import alea from "seedrandom/lib/alea.js";

/** Uniform on [0, 1). */
export type RandomSource = () => number;

/**
 * A stream of random numbers of its own for each purpose, so that adding one moves no other.
 * Alea (Baagoe 2010): the same numbers on every machine.
 */
export function randomStream(seed: number, name: string): RandomSource {
  return alea(`${seed}/${name}`);
}
