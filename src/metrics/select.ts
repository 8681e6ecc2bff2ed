/** Below this many entries sorting is cheaper than another round of buckets. */
const SORT_BELOW = 2048;
const BUCKETS = 16_384;

/**
 * Order statistics of a multiset without sorting it or writing it out.
 *
 * `values[i]` occurs `weights[i]` times. Returns, for each of `ranks` (ascending, from 0), the entry that would stand
 * there were the multiset expanded and sorted. Linear in the number of values: a histogram finds the few buckets that
 * hold a wanted rank, and only those are looked into again. Without weights each value occurs once. `bounds`, where known, saves a pass.
 */
export function selectRanks(
  values: Float64Array,
  weights: Float64Array | undefined,
  ranks: Float64Array,
  bounds?: Bounds,
): Float64Array {
  if (values.length <= SORT_BELOW) return selectBySorting(values, weights, ranks);
  const times = weights ?? ones(values.length);
  const { min, max } = bounds ?? boundsOf(values, times);
  if (min === max) return new Float64Array(ranks.length).fill(min);
  const scale = (BUCKETS - 1) / (max - min);
  if (!Number.isFinite(scale) || scale === 0) return selectBySorting(values, weights, ranks);

  const mass = new Float64Array(BUCKETS);
  for (let i = 0; i < values.length; i++) {
    mass[((values[i]! - min) * scale) | 0]! += times[i]!;
  }
  const wanted = bucketsOfRanks(mass, ranks);
  collect(values, times, wanted, min, scale);

  const out = new Float64Array(ranks.length);
  for (const bucket of wanted.values()) {
    const inside = ranks.slice(bucket.firstRank, bucket.endRank).map((rank) => rank - bucket.massBelow);
    const found = selectRanks(bucket.values, bucket.weights, inside);
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

/** The values of one bucket that holds wanted ranks. */
class Bucket {
  readonly massBelow: number;
  /** `ranks[firstRank .. endRank - 1]` fall into this bucket. */
  readonly firstRank: number;
  endRank: number;
  private length = 0;
  private allValues: Float64Array = new Float64Array(64);
  private allWeights: Float64Array = new Float64Array(64);

  constructor(massBelow: number, firstRank: number) {
    this.massBelow = massBelow;
    this.firstRank = firstRank;
    this.endRank = firstRank + 1;
  }

  push(value: number, weight: number): void {
    if (this.length === this.allValues.length) {
      this.allValues = doubled(this.allValues);
      this.allWeights = doubled(this.allWeights);
    }
    this.allValues[this.length] = value;
    this.allWeights[this.length] = weight;
    this.length += 1;
  }

  get values(): Float64Array {
    return this.allValues.subarray(0, this.length);
  }

  get weights(): Float64Array {
    return this.allWeights.subarray(0, this.length);
  }
}

function doubled(array: Float64Array): Float64Array {
  const longer = new Float64Array(array.length * 2);
  longer.set(array);
  return longer;
}

function bucketsOfRanks(mass: Float64Array, ranks: Float64Array): Map<number, Bucket> {
  const wanted = new Map<number, Bucket>();
  let index = 0;
  let below = 0;
  for (let r = 0; r < ranks.length; r++) {
    while (index < mass.length - 1 && below + mass[index]! <= ranks[r]!) below += mass[index++]!;
    const bucket = wanted.get(index);
    if (bucket) bucket.endRank = r + 1;
    else wanted.set(index, new Bucket(below, r));
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
    wanted.get(index)!.push(values[i]!, weights[i]!);
  }
}

let enoughOnes = new Float64Array(0);

/** At least `count` ones. */
export function ones(count: number): Float64Array {
  if (enoughOnes.length < count) enoughOnes = new Float64Array(count).fill(1);
  return enoughOnes;
}

function selectBySorting(
  values: Float64Array,
  weights: Float64Array | undefined,
  ranks: Float64Array,
): Float64Array {
  if (weights === undefined) {
    // Without a comparison of its own V8 sorts ten times as fast.
    const ascending = Float64Array.from(values).sort();
    return ranks.map((rank) => ascending[rank]!);
  }
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]!,
  );
  let next = 0;
  let passed = 0;
  return ranks.map((rank) => {
    while (next < order.length - 1 && passed + weights[order[next]!]! <= rank)
      passed += weights[order[next++]!]!;
    return values[order[next]!]!;
  });
}
