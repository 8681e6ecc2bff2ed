import { memoryFloorUs } from "./bounds.ts";
import type { KernelConstants } from "./constants.ts";
import { BLOCK_TOKENS, NARROW_TILE_ROWS, SPLIT_MARGIN } from "./flash-attention.ts";
import { smoothMax } from "./smooth-max.ts";
import { waves } from "./waves.ts";

/** Batches up to vLLM's largest captured CUDA graph run the kernel that can split sequences, in so many parts. */
const GRAPH_BATCH = 512;
const MOST_SPLITS = 32;

/** How sharply KV falls out of L2 as it outgrows it: cyclic reuse under least-recently-used replacement is a cliff. */
const L2_CLIFF = 10;

/**
 * Decode attention, one new token a sequence, microseconds a layer and rank, in a CUDA graph.
 * `kvSum` is the sum of the sequences' KV lengths, in tokens; time never falls as it grows.
 *
 * Every sequence and KV head is a tile, cut in parts so that all SMs have blocks of 128 KV tokens to read
 * (FlashAttention-3, prepare_varlen_num_blocks): time is the smooth maximum of an SM's share of blocks at latency and
 * of all KV at bandwidth, with the tiles' fixed costs, the scheduler's and the combination's. Sequences are taken as
 * equally long: what their spread costs is within the scheduler's balance.
 */
export function decodeAttentionUs(
  heads: number,
  kvHeads: number,
  headDim: number,
  batch: number,
  kvSum: number,
  kvBytesPerElement: number,
  c: KernelConstants,
): number {
  if (batch === 0) return 0;
  const p = c.decode;
  const { sms, memoryBytesPerS, bf16FlopsPerS, l2Bytes } = c.chip;
  const width = headDim / 128;
  const graph = batch <= GRAPH_BATCH;

  const kv = kvSum / batch;
  const blocksEach = Math.max(1, kv / BLOCK_TOKENS);
  const tilesEach = kvHeads * Math.ceil(heads / kvHeads / NARROW_TILE_ROWS);
  const blocks = batch * tilesEach * blocksEach;
  const share = Math.max(1, (SPLIT_MARGIN * blocks) / sms);
  const splits = graph ? Math.min(MOST_SPLITS, Math.max(1, blocksEach / share)) : 1;

  const rounds = waves(batch * tilesEach * splits, sms, p.waveQuantisation);
  const tileUs = (graph ? p.tileUs : p.plainTileUs) * (1 + p.tileHeadDim * (width - 1));
  // An SM's blocks: its even share, or the parts of one tile where there are fewer parts than SMs.
  const blocksPerSm = Math.max(blocksEach / splits, blocks / sms);
  const latencyUs = blocksPerSm * (p.blockUs + p.blockPer128Us * width * (kvBytesPerElement / 2));

  const bytes = 2 * kvHeads * headDim * kvBytesPerElement * kvSum;
  const resident = 1 / (1 + (bytes / (p.l2Share * l2Bytes)) ** L2_CLIFF);
  const l2Us = bytes / (p.l2BytesPerUsPerSm * sms);
  const hbmUs = (bytes / (memoryBytesPerS * p.memoryUtilisation)) * 1e6;
  const streamUs = Math.max(l2Us, resident * l2Us + (1 - resident) * hbmUs);

  const readUs = smoothMax(smoothMax(latencyUs, streamUs, p.overlap), (rounds - 1) * tileUs, p.tileOverlap);
  let us = p.launchUs + p.launchPer128Us * width + readUs;
  if (graph) {
    const split = Math.min(1, Math.max(0, blocksEach - 1));
    us += p.sequenceUs * batch + split * (p.combineUs + p.combinePartUs * splits);
    us += p.combineRowUs * Math.max(0, batch * heads - p.combineFreeRows);
  } else {
    us += p.plainSequenceUs * batch;
  }
  const flops = 4 * heads * headDim * kvSum;
  return Math.max(us, memoryFloorUs(bytes, c), (flops / bf16FlopsPerS) * 1e6);
}
