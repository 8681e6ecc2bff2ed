/** Below this many entries sorting is cheaper than another round of buckets. */
const SORT_BELOW = 2048;
const BUCKETS = 16_384;

/**
 * Order statistics of a multiset without sorting it or writing it out.
 *
 * `values[i]` occurs `weights[i]` times. Returns, for each of `ranks` (ascending, from 0), the entry that would stand
 * there were the multiset expanded and sorted. Linear in the number of values: a histogram finds the few buckets that
 * hold a wanted rank, and only those are looked into again. `bounds`, where known, saves a pass.
 */
export function selectRanks(
  values: Float64Array,
  weights: Float64Array,
  ranks: Float64Array,
  bounds?: Bounds,
): Float64Array {
  if (values.length <= SORT_BELOW) return selectBySorting(values, weights, ranks);
  const { min, max } = bounds ?? boundsOf(values, weights);
  if (min === max) return new Float64Array(ranks.length).fill(min);
  const scale = (BUCKETS - 1) / (max - min);
  if (!Number.isFinite(scale) || scale === 0) return selectBySorting(values, weights, ranks);

  const mass = new Float64Array(BUCKETS);
  for (let i = 0; i < values.length; i++) {
    mass[((values[i]! - min) * scale) | 0]! += weights[i]!;
  }
  const wanted = bucketsOfRanks(mass, ranks);
  collect(values, weights, wanted, min, scale);

  const out = new Float64Array(ranks.length);
  for (const bucket of wanted.values()) {
    const inside = ranks.slice(bucket.firstRank, bucket.endRank).map((rank) => rank - bucket.massBelow);
    const found = selectRanks(Float64Array.from(bucket.values), Float64Array.from(bucket.weights), inside);
    out.set(found, bucket.firstRank);
  }
  return out;
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

function boundsOf(values: Float64Array, weights: Float64Array): Bounds {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (weights[i] === 0) continue;
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

interface Bucket {
  readonly massBelow: number;
  /** `ranks[firstRank .. endRank - 1]` fall into this bucket. */
  readonly firstRank: number;
  endRank: number;
  readonly values: number[];
  readonly weights: number[];
}

function bucketsOfRanks(mass: Float64Array, ranks: Float64Array): Map<number, Bucket> {
  const wanted = new Map<number, Bucket>();
  let index = 0;
  let below = 0;
  for (let r = 0; r < ranks.length; r++) {
    while (index < mass.length - 1 && below + mass[index]! <= ranks[r]!) below += mass[index++]!;
    const bucket = wanted.get(index);
    if (bucket) bucket.endRank = r + 1;
    else wanted.set(index, { massBelow: below, firstRank: r, endRank: r + 1, values: [], weights: [] });
  }
  return wanted;
}

function collect(
  values: Float64Array,
  weights: Float64Array,
  wanted: Map<number, Bucket>,
  min: number,
  scale: number,
): void {
  const isWanted = new Uint8Array(BUCKETS);
  for (const index of wanted.keys()) isWanted[index] = 1;
  for (let i = 0; i < values.length; i++) {
    const index = ((values[i]! - min) * scale) | 0;
    // `!== 1`: values of weight 0 may lie outside of every bucket.
    if (isWanted[index] !== 1) continue;
    const bucket = wanted.get(index)!;
    bucket.values.push(values[i]!);
    bucket.weights.push(weights[i]!);
  }
}

function selectBySorting(values: Float64Array, weights: Float64Array, ranks: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  let next = 0;
  let passed = 0;
  return ranks.map((rank) => {
    while (next < order.length - 1 && passed + weights[order[next]!]! <= rank)
      passed += weights[order[next++]!]!;
    return values[order[next]!]!;
  });
}
