/** Hugging Face ids of the models that ship, as `vllm serve` takes them. */
export const HUB_IDS: Readonly<Record<string, string>> = {
  "codellama-34b": "codellama/CodeLlama-34b-hf",
  "deepseek-v3": "deepseek-ai/DeepSeek-V3",
  "llama-2-7b": "meta-llama/Llama-2-7b-hf",
  "llama-2-13b": "meta-llama/Llama-2-13b-hf",
  "llama-2-70b": "meta-llama/Llama-2-70b-hf",
  "llama-3.1-8b": "meta-llama/Llama-3.1-8B",
  "llama-3.1-70b": "meta-llama/Llama-3.1-70B",
  "mistral-7b": "mistralai/Mistral-7B-v0.1",
  "mistral-nemo-12b": "mistralai/Mistral-Nemo-Base-2407",
  "mixtral-8x7b": "mistralai/Mixtral-8x7B-v0.1",
  "qwen2.5-7b": "Qwen/Qwen2.5-7B",
  "qwen3-8b": "Qwen/Qwen3-8B",
  "qwen3-14b": "Qwen/Qwen3-14B",
  "qwen3-30b-a3b": "Qwen/Qwen3-30B-A3B",
  "qwen3-32b": "Qwen/Qwen3-32B",
  "yi-34b": "01-ai/Yi-34B",
};
