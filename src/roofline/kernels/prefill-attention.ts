import { memoryFloorUs, prefillFlops } from "./bounds.ts";
import type { KernelConstants } from "./constants.ts";
import {
  BLOCK_TOKENS,
  FULL_SHARE,
  isNarrow,
  LEAST_SPLIT_BLOCKS,
  NARROW_TILE_ROWS,
  SPLIT_MARGIN,
  tileRows,
} from "./flash-attention.ts";
import { kvWriteUs } from "./kv-write.ts";
import { smoothMax } from "./smooth-max.ts";
import { sustainedClock } from "./sustained.ts";

/** KV cache and activations are bf16 here. */
const BYTES = 2;

/**
 * One launch of causal prefill attention over all chunks of a step, KV write included, microseconds a layer and rank.
 * `heads` and `kvHeads` are those of the rank; entries `0 .. chunks-1` of the arrays are read. `writeUs` is the time of
 * `prefillWriteUs` by new tokens, for callers that keep it.
 *
 * A chunk of T tokens after s cached ones is cut in tiles of `tileRows` rows (a row is a token and a head of the KV
 * head's group); a tile walks the blocks of 128 KV tokens up to its own last token, so work is T (s + T/2) plus half
 * a tile and the masked diagonal. Time is the smooth maximum of all tiles' work over the SMs, of the longest tile, and
 * of the bytes; few tiles over a long context are split along the KV length as FlashAttention-3 splits them.
 */
export function prefillAttentionUs(
  heads: number,
  kvHeads: number,
  headDim: number,
  chunkTokens: ArrayLike<number>,
  chunkContext: ArrayLike<number>,
  chunks: number,
  c: KernelConstants,
  writeUs?: (newTokens: number) => number,
): number {
  if (chunks === 0) return 0;
  const p = c.prefill;
  const { sms } = c.chip;
  const group = heads / kvHeads;
  const fullRows = tileRows(headDim);

  let flops = 0;
  let newTokens = 0;
  let kvTokens = 0;
  let longestChunk = 0;
  for (let i = 0; i < chunks; i++) {
    const tokens = chunkTokens[i]!;
    flops += prefillFlops(heads, headDim, tokens, chunkContext[i]!);
    newTokens += tokens;
    kvTokens += tokens + chunkContext[i]!;
    if (tokens > longestChunk) longestChunk = tokens;
  }
  const narrow = isNarrow(headDim, longestChunk * group);
  const rows = narrow ? NARROW_TILE_ROWS : fullRows;
  const tileTokens = rows / group;

  // Blocks that tiles walk, and tiles times all blocks of their chunk, which is what the split scheduler counts.
  let tiles = 0;
  let blocks = 0;
  let scheduledBlocks = 0;
  let mostTiles = 0;
  let longestBlocks = 0;
  for (let i = 0; i < chunks; i++) {
    const tokens = chunkTokens[i]!;
    const context = chunkContext[i]!;
    const chunkTiles = kvHeads * Math.ceil((tokens * group) / rows);
    const chunkBlocks = Math.max(1, (context + tokens) / BLOCK_TOKENS);
    const diagonal = Math.min(tileTokens, tokens);
    const walked = (context + (tokens + diagonal) / 2) / BLOCK_TOKENS;
    const perTile =
      tokens <= diagonal ? chunkBlocks : Math.min(walked + p.maskedBlocks, chunkBlocks + p.maskedBlocks);
    tiles += chunkTiles;
    blocks += chunkTiles * Math.max(1, perTile);
    scheduledBlocks += chunkTiles * chunkBlocks;
    if (chunkTiles > mostTiles) mostTiles = chunkTiles;
    if (chunkBlocks > longestBlocks) longestBlocks = chunkBlocks;
  }

  let splitUs = 0;
  if (mostTiles < FULL_SHARE * sms && longestBlocks > LEAST_SPLIT_BLOCKS) {
    const share = Math.max(LEAST_SPLIT_BLOCKS, (SPLIT_MARGIN * scheduledBlocks) / sms);
    if (share < longestBlocks) {
      splitUs = p.splitUs * Math.min(1, longestBlocks / share - 1);
      longestBlocks = share;
    }
  }

  const wide = Math.min(1, Math.max(0, (headDim - 64) / 64));
  const utilisation = p.utilisation64 + wide * (p.utilisation128 - p.utilisation64);
  const clock = sustainedClock(flops, p.sustainedLoss, p.sustainedHalfFlops);
  const flopsPerUs = (c.chip.bf16FlopsPerS / sms) * 1e-6 * utilisation * clock;
  const blockUs = (4 * rows * BLOCK_TOKENS * headDim) / flopsPerUs;
  const fixedUs = (p.tileUs + (p.tilePer128Us * headDim) / 128) * (narrow ? p.narrowTile : 1);
  const tileUs = fixedUs + (group > 1 ? p.packUs : 0);

  const evenUs = (blocks * blockUs + tiles * tileUs) / sms;
  const longestUs = longestBlocks * blockUs + tileUs;
  const bytes = 2 * BYTES * headDim * (heads * newTokens + kvHeads * kvTokens);
  const memoryUs = memoryFloorUs(bytes, c) / p.memoryUtilisation;
  const rounds = tiles / sms;
  const tailUs = rounds > 1 ? p.tail * (Math.ceil(rounds) / rounds - 1) * evenUs : 0;
  const attentionUs =
    smoothMax(smoothMax(evenUs, longestUs, p.overlap), memoryUs, p.overlap) + tailUs + splitUs;

  const launchUs = p.launchUs + (p.launchPer128Us * headDim) / 128 + p.sequenceUs * chunks;
  const cacheUs = writeUs?.(newTokens) ?? prefillWriteUs(kvHeads, headDim, newTokens, c);
  const us = launchUs + cacheUs + attentionUs;
  return Math.max(us, (flops / c.chip.bf16FlopsPerS) * 1e6, memoryFloorUs(bytes, c));
}

/** The part of a prefill that writes the keys and values of its new tokens to the cache, microseconds. */
export function prefillWriteUs(
  kvHeads: number,
  headDim: number,
  newTokens: number,
  c: KernelConstants,
): number {
  return kvWriteUs(kvHeads, headDim, newTokens, BYTES, c);
}
