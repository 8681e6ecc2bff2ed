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
  /** dH: `head_dim` of the config, else d/nH. heads * headDim may differ from hidden (Mistral-Nemo, Qwen3). */
  readonly headDim: number;
  /** F: intermediate size of a dense layer. */
  readonly intermediate: number;
  /** V */
  readonly vocab: number;
  /** Longest context the model is made for, tokens. */
  readonly maxPositions: number;
  readonly tiedEmbeddings: boolean;
  /** Element type of the linear layers' weights. Embeddings, norms and LM head stay bf16 when this is fp8. */
  readonly weightDtype: "bf16" | "fp8";
  /** Element type of the KV cache. */
  readonly kvDtype: "bf16" | "fp8";
  readonly moe?: MoeShape;
  readonly mla?: MlaShape;
}

export interface MoeShape {
  readonly experts: number;
  readonly topK: number;
  /** Intermediate size of one routed expert. */
  readonly expertIntermediate: number;
  readonly sharedExperts: number;
  /** Intermediate size of all shared experts together; 0 = none. */
  readonly sharedIntermediate: number;
  /** Leading layers that are dense. */
  readonly firstDenseLayers: number;
}

/** Multi-head latent attention (DeepSeek). */
export interface MlaShape {
  readonly qLoraRank: number;
  readonly kvLoraRank: number;
  readonly nopeHeadDim: number;
  readonly ropeHeadDim: number;
  readonly valueHeadDim: number;
}

export const DTYPE_BYTES = { bf16: 2, fp8: 1 } as const;
