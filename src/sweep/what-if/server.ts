import type { ServerConfig } from "../../config/server-config.ts";
import type { PreparedServer } from "../prepare.ts";
import { whatIfModel } from "./model.ts";
import { scaledSlots, type WhatIf } from "./what-if.ts";

/** A server that is ready, otherwise than described. A hit rate is the workload's, and not looked at here. */
export function changedServer(
  server: ServerConfig,
  prepared: PreparedServer,
  whatIf: WhatIf,
): PreparedServer {
  const { config, latencyModel } = prepared;
  // Block 0 is never handed out.
  const kvBlocks = 1 + Math.max(1, Math.round((config.kvBlocks - 1) * (whatIf.kvBlocks ?? 1)));
  const maxNumSeqs = scaledSlots(config.maxNumSeqs, whatIf.maxNumSeqs ?? 1);
  return {
    ...prepared,
    config: {
      ...config,
      kvBlocks,
      maxNumSeqs,
      maxNumBatchedTokens: Math.max(config.maxNumBatchedTokens, maxNumSeqs),
    },
    latencyModel: whatIfModel(server, latencyModel, whatIf),
  };
}
