/** Facts of FlashAttention-3's Hopper kernels (hopper/tile_size.h, hopper/heuristics.h), shared by prefill and decode. */

/** KV tokens of a block, for head dimensions up to 128. */
export const BLOCK_TOKENS = 128;

/** Rows of a tile that runs on one warp group: head dimension 65 to 128 and no more rows than that. */
export const NARROW_TILE_ROWS = 64;

/** Without splits the launch must fill this share of the SMs. */
export const FULL_SHARE = 0.8;

/** KV lengths up to this many blocks are never split. */
export const LEAST_SPLIT_BLOCKS = 4;

/** The scheduler aims at this much more than an SM's even share of blocks. */
export const SPLIT_MARGIN = 1.1;

/** Query rows of a full tile. The heads of a group are packed into it, so a row is a token and a head. */
export function tileRows(headDim: number): number {
  return headDim <= 96 ? 192 : 128;
}

/** Whether `rows` packed query rows run in the narrow tile. */
export function isNarrow(headDim: number, rows: number): boolean {
  return headDim > 96 && headDim <= 128 && rows <= NARROW_TILE_ROWS;
}
