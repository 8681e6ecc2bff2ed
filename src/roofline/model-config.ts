import { ConfigReader, isObject, type WhereKey } from "./config-reader.ts";
import type { MlaShape, ModelShape } from "./model-shape.ts";
import { readMoe } from "./moe-config.ts";

/**
 * Reads the dimensions of a model from its Hugging Face config.json.
 *
 * @param where finds a key's place in the file, for messages
 * @throws UserError naming file and field of everything that is missing, not positive, or not modelled
 */
export function modelShapeFromConfig(name: string, config: unknown, where: WhereKey): ModelShape {
  const reader = new ConfigReader(config, where);
  refuseUngated(reader);

  const layers = reader.required("num_hidden_layers", "n_layer", "num_layers");
  const hidden = reader.required("hidden_size", "n_embd", "d_model");
  const heads = reader.required("num_attention_heads", "n_head");
  const vocab = reader.required("vocab_size");
  const mla = readMla(reader);
  // Without the key every head has its own K and V: Hugging Face's meaning of its absence.
  const kvHeads = mla === undefined ? reader.optional(heads, 1, "num_key_value_heads") : 1;
  const headDim = mla === undefined ? readHeadDim(reader, hidden, heads) : mla.nopeHeadDim + mla.ropeHeadDim;
  const moe = readMoe(reader, layers);
  const noneDense = moe !== undefined && moe.firstDenseLayers === 0;
  // Llama-4 keeps `intermediate_size` for the experts.
  const intermediate = noneDense
    ? reader.optional(0, 1, "intermediate_size_mlp", "intermediate_size")
    : reader.required("intermediate_size_mlp", "intermediate_size");
  const maxPositions = readMaxPositions(reader);
  const { weightDtype, kvDtype } = readQuantization(reader);
  if (heads % kvHeads !== 0 && !Number.isNaN(heads % kvHeads)) {
    reader.fail(["num_key_value_heads"], {
      field: "num_key_value_heads",
      message: `must divide num_attention_heads (${heads})`,
      got: kvHeads,
    });
  }
  reader.finish();
  const notes = notModelled(reader, maxPositions);
  return {
    name,
    layers,
    hidden,
    heads,
    kvHeads,
    headDim,
    intermediate,
    vocab,
    maxPositions,
    tiedEmbeddings: readTied(reader),
    weightDtype,
    kvDtype,
    ...(moe === undefined ? {} : { moe }),
    ...(mla === undefined ? {} : { mla }),
    ...(notes.length === 0 ? {} : { notModelled: notes }),
  };
}

/** Families whose feed-forward has two matrices, not the gated three that every formula here counts. */
const UNGATED =
  /^(gpt2|gpt_neo|gpt_neox|gptj|gpt_bigcode|starcoder2|opt|bloom|falcon|mpt|phi|codegen|nemotron|persimmon|stablelm_alpha)$/;
/** State-space layers, alone or mixed in. */
const STATE_SPACE =
  /mamba|rwkv|jamba|bamba|zamba|falcon_h1|nemotron_h|qwen3_next|granitemoehybrid|recurrent_gemma/;

function refuseUngated(reader: ConfigReader): void {
  const type = reader.text("model_type");
  const why = UNGATED.test(type)
    ? "has a feed-forward without gate, which is not modelled"
    : STATE_SPACE.test(type)
      ? "has state-space layers, which are not modelled"
      : undefined;
  if (why !== undefined) reader.fail(["model_type"], { field: `model_type ${type}`, message: why });
}

function readHeadDim(reader: ConfigReader, hidden: number, heads: number): number {
  const given = reader.find("head_dim");
  if (given !== undefined) return reader.required("head_dim");
  const headDim = hidden / heads;
  if (!Number.isInteger(headDim) && !Number.isNaN(headDim)) {
    const message = `is missing, and hidden_size ${hidden} is no multiple of num_attention_heads ${heads}`;
    reader.fail([], { field: "head_dim", message });
  }
  return headDim;
}

function readMla(reader: ConfigReader): MlaShape | undefined {
  if (reader.find("kv_lora_rank") === undefined) return undefined;
  return {
    qLoraRank: reader.optional(0, 1, "q_lora_rank"),
    kvLoraRank: reader.required("kv_lora_rank"),
    nopeHeadDim: reader.required("qk_nope_head_dim"),
    ropeHeadDim: reader.required("qk_rope_head_dim"),
    valueHeadDim: reader.required("v_head_dim"),
  };
}

/** As vLLM derives max_model_len: position count, times the rope scaling factor where that extends it. */
function readMaxPositions(reader: ConfigReader): number {
  const positions = reader.required("max_position_embeddings", "n_positions", "max_seq_len", "seq_length");
  const scaling = reader.find("rope_scaling")?.value;
  if (!isObject(scaling)) return positions;
  const type = scaling.rope_type ?? scaling.type;
  const { factor, original_max_position_embeddings: original } = scaling;
  if (typeof factor !== "number" || !["linear", "dynamic", "yarn"].includes(String(type))) return positions;
  return Math.floor((type === "yarn" && typeof original === "number" ? original : positions) * factor);
}

/** Families whose own default, when the key is absent, is to tie. */
const TIED_BY_DEFAULT = /^(gemma|cohere)/;

function readTied(reader: ConfigReader): boolean {
  const given = reader.find("tie_word_embeddings");
  return given === undefined ? TIED_BY_DEFAULT.test(reader.text("model_type")) : given.value === true;
}

type Dtypes = Pick<ModelShape, "weightDtype" | "kvDtype">;

function readQuantization(reader: ConfigReader): Dtypes {
  const found = reader.find("quantization_config", "compression_config");
  if (found === undefined) return { weightDtype: "bf16", kvDtype: "bf16" };
  const config = isObject(found.value) ? found.value : {};
  const kvDtype = isFloat8(config.kv_cache_scheme) ? "fp8" : "bf16";
  if (isFp8Method(config)) return { weightDtype: "fp8", kvDtype };
  const method = String(config.quant_method ?? config.quant_algo ?? "without quant_method");
  reader.fail(found.path, {
    field: found.path.join("."),
    message: `${method} is not modelled; fp8 is`,
    remedy: "Remove the key to price bf16 weights",
  });
  return { weightDtype: "bf16", kvDtype };
}

function isFp8Method(config: Record<string, unknown>): boolean {
  const method = String(config.quant_method ?? "").toLowerCase();
  if (method === "fp8" || method === "fbgemm_fp8") return true;
  if (method === "modelopt") return String(config.quant_algo).toUpperCase() === "FP8";
  if (method !== "compressed-tensors" || !isObject(config.config_groups)) return false;
  const groups = Object.values(config.config_groups);
  return groups.length > 0 && groups.every((group) => isObject(group) && isFloat8(group.weights));
}

function isFloat8(scheme: unknown): boolean {
  return isObject(scheme) && scheme.num_bits === 8 && scheme.type === "float";
}

function notModelled(reader: ConfigReader, maxPositions: number): string[] {
  const window = reader.find("sliding_window")?.value;
  const windowed = typeof window === "number" && window < maxPositions;
  if (!windowed || reader.find("use_sliding_window")?.value === false) return [];
  return [`sliding_window ${window} is not modelled: attention and KV cover the whole context`];
}
