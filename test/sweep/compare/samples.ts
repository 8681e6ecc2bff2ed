import type { ComparedRun, Sample } from "../../../src/sweep/compare/sample.ts";

/** A sample with these mean TTFTs, one a seed. */
export function sampleOf(name: string, ttfts: readonly number[], more: Partial<ComparedRun> = {}): Sample {
  const runs = ttfts.map((ttft, seed): [string, ComparedRun] => [
    String(seed),
    { figures: { mean_ttft_ms: ttft }, conditions: {}, overloaded: false, config: {}, ...more },
  ]);
  return { name, runs: new Map(runs) };
}
