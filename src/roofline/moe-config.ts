import type { ConfigReader } from "./config-reader.ts";
import type { MoeShape } from "./model-shape.ts";

const EXPERT_COUNT = ["num_experts", "num_local_experts", "n_routed_experts", "num_routed_experts"];
const TOP_K = ["num_experts_per_tok", "num_experts_per_token", "moe_topk", "experts_per_token"];
const SHARED_COUNT = ["n_shared_experts", "num_shared_experts", "num_shared_expert"];
/** Keys that only a mixture of experts has. */
const SIGNS = /expert|^moe_/;

/**
 * The mixture of experts of a config, under any of the spellings in use; undefined for a dense model.
 *
 * A config that looks like a mixture but whose expert count cannot be read is a problem, never a dense model.
 */
export function readMoe(reader: ConfigReader, layers: number): MoeShape | undefined {
  const count = reader.find(...EXPERT_COUNT);
  if (count === undefined) {
    const sign = reader.matching(SIGNS)[0];
    const named = /moe|mixtral/i.test(reader.text("model_type"));
    if (sign === undefined && !named) return undefined;
    const proof = sign === undefined ? "model_type" : `${sign.path.join(".")}`;
    reader.fail(sign?.path ?? ["model_type"], {
      field: "the number of experts",
      message: `is missing, though ${proof} says that this is a mixture of experts`,
      remedy: `Give one of ${EXPERT_COUNT.join(", ")}`,
    });
    return undefined;
  }
  const experts = reader.required(...EXPERT_COUNT);
  const topK = reader.required(...TOP_K);
  if (topK > experts) {
    reader.fail(reader.find(...TOP_K)?.path ?? [], {
      field: "num_experts_per_tok",
      message: `must not exceed the number of experts (${experts})`,
      got: topK,
    });
  }
  const expertIntermediate = reader.required(
    "moe_intermediate_size",
    "expert_intermediate_size",
    "intermediate_size",
  );
  const shared = readShared(reader, expertIntermediate);
  return { experts, topK, expertIntermediate, ...shared, firstDenseLayers: denseLayers(reader, layers) };
}

type Shared = Pick<MoeShape, "sharedExperts" | "sharedIntermediate">;

function readShared(reader: ConfigReader, expertIntermediate: number): Shared {
  // Qwen2-MoE gives the size of its one shared expert instead of a count.
  const size = reader.optional(0, 0, "shared_expert_intermediate_size");
  if (size > 0) return { sharedExperts: 1, sharedIntermediate: size };
  // Llama-4 has one shared expert of the routed ones' size, and says so only in its code.
  const implied = reader.find("intermediate_size_mlp") === undefined ? 0 : 1;
  const sharedExperts = reader.optional(implied, 0, ...SHARED_COUNT);
  return { sharedExperts, sharedIntermediate: sharedExperts * expertIntermediate };
}

/** How many of the layers are dense, whichever way the config tells it. */
function denseLayers(reader: ConfigReader, layers: number): number {
  const first = reader.optional(0, 0, "first_k_dense_replace");
  const step = reader.optional(1, 1, "decoder_sparse_step", "interleave_moe_layer_step");
  // DeepSeek numbers from 0 here, Qwen and Llama-4 from 1.
  const frequency = reader.optional(1, 1, "moe_layer_freq");
  const listed = reader.find("mlp_only_layers")?.value;
  const only = new Set(Array.isArray(listed) ? listed : []);
  let dense = 0;
  for (let layer = 0; layer < layers; layer++) {
    if (layer < first || (layer + 1) % step !== 0 || layer % frequency !== 0 || only.has(layer)) dense += 1;
  }
  return dense;
}
