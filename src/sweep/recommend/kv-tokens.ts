import type { ServerConfig } from "../../config/server-config.ts";
import { memoryPlanOf } from "../prepare-with.ts";

/** Tokens that the KV cache of a server holds; block 0 is never handed out. Infinity where the model itself does not fit. */
export function kvTokensOf(server: ServerConfig): number {
  const plan = memoryPlanOf(server);
  const blocks = server.kvBlocksOverride ?? (plan.fits ? plan.kvBlocks : Number.POSITIVE_INFINITY);
  return (blocks - 1) * server.engine.blockSize;
}
