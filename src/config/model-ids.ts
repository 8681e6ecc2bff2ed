/** Hugging Face ids of the models in configs/models: those whose config has exactly these dimensions. */
const MODEL_OF_ID: ReadonlyMap<string, string> = new Map([
  ["meta-llama/llama-2-7b", "llama-2-7b"],
  ["meta-llama/llama-2-13b", "llama-2-13b"],
  ["meta-llama/llama-2-70b", "llama-2-70b"],
  ["meta-llama/llama-3.1-8b", "llama-3.1-8b"],
  ["meta-llama/meta-llama-3.1-8b", "llama-3.1-8b"],
  ["meta-llama/llama-3.1-70b", "llama-3.1-70b"],
  ["meta-llama/meta-llama-3.1-70b", "llama-3.1-70b"],
  ["meta-llama/llama-3.3-70b", "llama-3.1-70b"],
  ["codellama/codellama-34b", "codellama-34b"],
  ["meta-llama/codellama-34b", "codellama-34b"],
  ["01-ai/yi-34b", "yi-34b"],
  ["mistralai/mistral-7b-v0.1", "mistral-7b"],
  ["mistralai/mistral-7b-instruct-v0.1", "mistral-7b"],
  ["mistralai/mistral-7b-instruct-v0.2", "mistral-7b"],
  ["mistralai/mistral-nemo-base-2407", "mistral-nemo-12b"],
  ["mistralai/mistral-nemo-instruct-2407", "mistral-nemo-12b"],
  ["mistralai/mixtral-8x7b-v0.1", "mixtral-8x7b"],
  ["mistralai/mixtral-8x7b-instruct-v0.1", "mixtral-8x7b"],
  ["qwen/qwen2.5-7b", "qwen2.5-7b"],
  ["qwen/qwen3-8b", "qwen3-8b"],
  ["qwen/qwen3-14b", "qwen3-14b"],
  ["qwen/qwen3-32b", "qwen3-32b"],
  ["qwen/qwen3-30b-a3b", "qwen3-30b-a3b"],
  ["deepseek-ai/deepseek-v3", "deepseek-v3"],
  ["deepseek-ai/deepseek-v3-0324", "deepseek-v3"],
  ["deepseek-ai/deepseek-r1", "deepseek-v3"],
]);

/** What fine-tuning appends to an id without changing a dimension. */
const SAME_DIMENSIONS = /(-(hf|base|chat|instruct|it))+$/;

/** Who publishes others' models again, quantised or converted, under their own names. */
const REPUBLISHERS = /^(redhatai|neuralmagic|nvidia|nousresearch|unsloth)\//;

/** The ids by what stands after the publisher. */
const MODEL_OF_NAME: ReadonlyMap<string, string> = new Map(
  [...MODEL_OF_ID].map(([id, model]) => [id.split("/")[1]!, model]),
);

/** Our name for a Hugging Face id, or undefined when it does not map clearly. */
export function modelOfId(id: string): string | undefined {
  const lower = id.toLowerCase();
  const again = REPUBLISHERS.test(lower);
  const [known, key] = again ? [MODEL_OF_NAME, lower.split("/")[1]!] : [MODEL_OF_ID, lower];
  return known.get(key) ?? known.get(key.replace(SAME_DIMENSIONS, ""));
}
