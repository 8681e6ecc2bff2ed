/**
 * Minimises a function of several variables without derivatives: the downhill simplex of Nelder and Mead, with the
 * dimension-dependent coefficients of Gao and Han (2012), which keep it moving beyond ten variables.
 *
 * Written here because none of the project's dependencies minimises, and one file is less than one more dependency.
 */
export function nelderMead(
  objective: (x: Float64Array) => number,
  start: ArrayLike<number>,
  { step, evaluations, tolerance = 1e-7 }: { step: number; evaluations: number; tolerance?: number },
): { x: Float64Array; value: number; evaluations: number } {
  const n = start.length;
  const expand = 1 + 2 / n;
  const contract = 0.75 - 1 / (2 * n);
  const shrink = 1 - 1 / n;
  let used = 0;
  const evaluate = (x: Float64Array): Vertex => {
    used += 1;
    const value = objective(x);
    return { x, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };

  const simplex = [evaluate(Float64Array.from(start))];
  for (let i = 0; i < n; i++) {
    const x = Float64Array.from(start);
    x[i]! += step;
    simplex.push(evaluate(x));
  }
  const centre = new Float64Array(n);
  const worst = () => simplex[n]!;
  /** The point at `distance` times the way from the worst vertex through the centre of the others. */
  const beyond = (distance: number) => evaluate(centre.map((c, i) => c + distance * (c - worst().x[i]!)));

  while (used < evaluations) {
    simplex.sort((a, b) => a.value - b.value);
    if (worst().value - simplex[0]!.value < tolerance) break;
    centre.fill(0);
    for (const vertex of simplex.slice(0, n)) for (let i = 0; i < n; i++) centre[i]! += vertex.x[i]! / n;

    const reflected = beyond(1);
    if (reflected.value < simplex[0]!.value) {
      const expanded = beyond(expand);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1]!.value) {
      simplex[n] = reflected;
    } else {
      const outside = reflected.value < worst().value;
      const contracted = beyond(outside ? contract : -contract);
      if (contracted.value < Math.min(reflected.value, worst().value)) {
        simplex[n] = contracted;
      } else {
        const best = simplex[0]!.x;
        for (let i = 1; i <= n; i++) {
          simplex[i] = evaluate(simplex[i]!.x.map((v, j) => best[j]! + shrink * (v - best[j]!)));
        }
      }
    }
  }
  simplex.sort((a, b) => a.value - b.value);
  return { ...simplex[0]!, evaluations: used };
}

interface Vertex {
  x: Float64Array;
  value: number;
}
