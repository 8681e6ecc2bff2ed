/** The dimensions of a transformer that latency and memory depend on. Bytes and counts; no file access here. */
export interface ModelShape {
  /** As the user named it: `llama-3.1-8b`, or the stem of the config file. */
  readonly name: string;
  /** L */
  readonly layers: number;
  /** d */
  readonly hidden: number;
  /** nH */
  readonly heads: number;
  /** nKV; equals `heads` for MHA, 1 latent head for MLA. */
  readonly kvHeads: number;
  /**
   * dH: `head_dim` of the config, else d/nH. heads * headDim may differ from hidden (Mistral-Nemo, Qwen3).
   * For MLA: the query-key head, nopeHeadDim + ropeHeadDim.
   */
  readonly headDim: number;
  /** F: intermediate size of a dense layer. Says nothing where no layer is dense (Mixtral, Qwen3-30B-A3B). */
  readonly intermediate: number;
  /** V */
  readonly vocab: number;
  /** Longest context the model is made for, tokens. */
  readonly maxPositions: number;
  readonly tiedEmbeddings: boolean;
  /** Element type of the linear layers' weights. Embeddings, norms, router and LM head stay bf16 when this is fp8. */
  readonly weightDtype: "bf16" | "fp8";
  /** Element type of the KV cache. */
  readonly kvDtype: "bf16" | "fp8";
  readonly moe?: MoeShape;
  readonly mla?: MlaShape;
  /** What the config says and no latency model here accounts for, in sentences to be shown; absent when nothing. */
  readonly notModelled?: readonly string[];
}

/** Mixture of experts. Sizes are those of the whole model, before any cut into ranks. */
export interface MoeShape {
  /** Routed experts of a layer. */
  readonly experts: number;
  /** Routed experts that each token goes through. */
  readonly topK: number;
  /** Intermediate size of one routed expert. */
  readonly expertIntermediate: number;
  readonly sharedExperts: number;
  /** Intermediate size of all shared experts together; 0 = none. */
  readonly sharedIntermediate: number;
  /** Layers that are dense: the leading ones in DeepSeek's models; only their number matters here. */
  readonly firstDenseLayers: number;
}

/** Multi-head latent attention (DeepSeek). */
export interface MlaShape {
  /** 0 = the query is projected in one GEMM, without a low-rank step (DeepSeek-V2-Lite). */
  readonly qLoraRank: number;
  readonly kvLoraRank: number;
  readonly nopeHeadDim: number;
  readonly ropeHeadDim: number;
  readonly valueHeadDim: number;
}

export const DTYPE_BYTES = { bf16: 2, fp8: 1 } as const;
