import type { ModelShape } from "./model-shape.ts";

/** A weight matrix that one rank multiplies N tokens with, `C[N,n] = A[N,k] B[k,n]`, once a layer. */
export interface LayerGemm {
  readonly k: number;
  readonly n: number;
  readonly dtype: "bf16" | "fp8";
}

/** Routed experts of one layer; every rank holds a slice of all of them. */
export interface RankExperts {
  readonly experts: number;
  readonly topK: number;
  readonly hidden: number;
  /** Intermediate size of one expert on one rank. */
  readonly intermediate: number;
  readonly dtype: "bf16" | "fp8";
}

/** Layers of one structure, as one rank computes them. */
export interface LayerGroup {
  readonly layers: number;
  readonly gemms: readonly LayerGemm[];
  readonly experts?: RankExperts;
  /** Widths per token that elementwise kernels pass over: of the gated activation, and of queries, keys, values. */
  readonly activationWidth: number;
  readonly qkvWidth: number;
}

/** The layers of a model cut into `tp` ranks: dense ones and mixture-of-experts ones, either may be absent. */
export function layerGroups(model: ModelShape, tp: number): LayerGroup[] {
  const { layers, moe, weightDtype: dtype } = model;
  const { gemms: attention, qkvWidth } = attentionGemms(model, tp);
  const denseLayers = moe === undefined ? layers : moe.firstDenseLayers;
  const groups: LayerGroup[] = [];
  if (denseLayers > 0) {
    const width = model.intermediate / tp;
    const gemms = [...attention, ...gatedGemms(model.hidden, width, dtype)];
    groups.push({ layers: denseLayers, gemms, activationWidth: width, qkvWidth });
  }
  if (moe !== undefined && layers > denseLayers) {
    const { experts, topK } = moe;
    const intermediate = moe.expertIntermediate / tp;
    const shared = moe.sharedIntermediate / tp;
    groups.push({
      layers: layers - denseLayers,
      gemms: [
        ...attention,
        // The router is kept in bf16, whole on every rank.
        { k: model.hidden, n: experts, dtype: "bf16" },
        ...(shared > 0 ? gatedGemms(model.hidden, shared, dtype) : []),
      ],
      experts: { experts, topK, hidden: model.hidden, intermediate, dtype },
      activationWidth: topK * intermediate + shared,
      qkvWidth,
    });
  }
  return groups;
}

/** Gate and up fused, then down. */
function gatedGemms(hidden: number, width: number, dtype: "bf16" | "fp8"): LayerGemm[] {
  return [
    { k: hidden, n: 2 * width, dtype },
    { k: width, n: hidden, dtype },
  ];
}

function attentionGemms(model: ModelShape, tp: number): { gemms: LayerGemm[]; qkvWidth: number } {
  const { hidden, headDim, mla, weightDtype: dtype } = model;
  const heads = model.heads / tp;
  if (mla === undefined) {
    const qkvWidth = (heads + 2 * Math.max(1, model.kvHeads / tp)) * headDim;
    const gemms = [
      { k: hidden, n: qkvWidth, dtype },
      { k: heads * headDim, n: hidden, dtype },
    ];
    return { gemms, qkvWidth };
  }
  const { qLoraRank, kvLoraRank, nopeHeadDim, ropeHeadDim, valueHeadDim } = mla;
  const queryWidth = heads * (nopeHeadDim + ropeHeadDim);
  const latentWidth = kvLoraRank + ropeHeadDim;
  const query =
    qLoraRank === 0
      ? [{ k: hidden, n: queryWidth + latentWidth, dtype }]
      : [
          // The projections down to both latents are one GEMM, whole on every rank.
          { k: hidden, n: qLoraRank + latentWidth, dtype },
          { k: qLoraRank, n: queryWidth, dtype },
        ];
  const gemms = [
    ...query,
    // Prefill expands the latent into keys and values; decode multiplies queries and outputs by the same weights:
    // as many FLOPs a token either way.
    { k: kvLoraRank, n: heads * (nopeHeadDim + valueHeadDim), dtype },
    { k: heads * valueHeadDim, n: hidden, dtype },
  ];
  return { gemms, qkvWidth: queryWidth + latentWidth };
}
