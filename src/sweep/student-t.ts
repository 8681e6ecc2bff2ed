/**
 * Student's t distribution. Its cumulative distribution is an incomplete beta function, here by its continued fraction
 * (Numerical Recipes, 3rd ed., 6.4 and 6.14.8): relative error below 1e-13.
 */

/** Two-sided probability of a |t| at least this large, with `degrees` degrees of freedom. */
export function tTail(t: number, degrees: number): number {
  return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

const HALVINGS = 200;

/** The t that |t| exceeds with probability 1 - `confidence`: 12.706 for 0.95 and one degree of freedom. */
export function tQuantile(confidence: number, degrees: number): number {
  const tail = 1 - confidence;
  let [low, high] = [0, 1];
  while (tTail(high, degrees) > tail) high *= 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (tTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return high;
}

/** Regularised: I_x(a, b). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(a, b, x)) / a
    : 1 - (front * fraction(b, a, 1 - x)) / b;
}

const TERMS = 1000;
const TINY = 1e-300;

/** Lentz's method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < Number.EPSILON) break;
  }
  return value;
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** ln Gamma(x), Lanczos approximation with g = 7, n = 9 (Numerical Recipes, 6.1). */
function logGamma(x: number): number {
  const t = x + 6.5;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x - 1 + i);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
