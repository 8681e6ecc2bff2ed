// What if? A GPU that does not exist, and a model that is not listed.
import { loadGpu, modelFromConfig, simulate } from "inference-sim";

const h100 = loadGpu("H100");
const wider = { ...h100, name: "H100 with twice the bandwidth" };
wider.device = { ...h100.device, memoryTBs: 2 * h100.device.memoryTBs };

// The content of a Hugging Face config.json; a file's path would do as well.
const model = modelFromConfig("own-13b", {
  model_type: "llama",
  num_hidden_layers: 40,
  hidden_size: 5120,
  intermediate_size: 13_824,
  num_attention_heads: 40,
  num_key_value_heads: 8,
  vocab_size: 128_256,
  max_position_embeddings: 32_768,
});

for (const gpu of [h100, wider]) {
  const { summary, notes } = await simulate({
    model,
    gpu,
    requestRate: 4,
    numPrompts: 200,
  });
  console.log(`${gpu.name}: TPOT median ${summary.tpot.p50Ms.toFixed(2)} ms`);
  for (const note of notes) console.log(`  note: ${note}`);
}
