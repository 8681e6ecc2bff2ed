/**
 * Share of the boost clock that a kernel of `flops` keeps.
 *
 * A kernel that runs for long draws the board to its power limit and the clock falls: by `loss` in the end, half of it
 * after `halfFlops`.
 */
export function sustainedClock(flops: number, loss: number, halfFlops: number): number {
  return 1 - (loss * flops) / (flops + halfFlops);
}
