/** What a reader sets. */
export interface Inputs {
  readonly model: string;
  readonly gpu: string;
  readonly latencyModel: string;
  readonly tp: number;
  /** Requests/s. */
  readonly rate: number;
  /** Means, tokens. */
  readonly prompt: number;
  readonly output: number;
  /** Standard deviation of both lengths over their means; 0 = all equal. */
  readonly spread: number;
  readonly maxNumSeqs: number;
}

export type SliderName = "rate" | "prompt" | "output" | "spread" | "maxNumSeqs";
export type ChoiceName = Exclude<keyof Inputs, SliderName>;

/** A slider over round figures, smallest first. */
export interface Slider {
  readonly name: SliderName;
  readonly label: string;
  readonly unit: string;
  readonly values: readonly number[];
  /** What 0 is called. */
  readonly zero?: string;
}

const TOKENS = [
  ...[1, 2, 4, 8, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096],
  ...[6144, 8192, 12_288, 16_384, 24_576, 32_768],
];

export const SLIDERS: readonly Slider[] = [
  {
    name: "rate",
    label: "Arrival rate",
    unit: "requests/s",
    values: [0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100],
  },
  {
    name: "prompt",
    label: "Prompt length",
    unit: "tokens",
    values: TOKENS.filter((tokens) => tokens >= 16),
  },
  {
    name: "output",
    label: "Output length",
    unit: "tokens",
    values: TOKENS.filter((tokens) => tokens <= 4096),
  },
  {
    name: "spread",
    label: "Spread of both lengths",
    unit: "x mean",
    zero: "all equal",
    values: [0, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2],
  },
  {
    name: "maxNumSeqs",
    label: "Most requests at once (max_num_seqs)",
    unit: "requests",
    values: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
  },
];

/** Choices that are short enough to lie open. */
export const TP_CHOICES = [1, 2, 4, 8];
export const LATENCY_MODELS = [
  { name: "mfu", label: "mfu" },
  { name: "calibrated", label: "calibrated" },
];

export const START: Inputs = {
  model: "llama-3.1-8b",
  gpu: "H100",
  latencyModel: "mfu",
  tp: 1,
  rate: 8,
  prompt: 1024,
  output: 256,
  spread: 0.5,
  maxNumSeqs: 256,
};

/** `8 requests/s` */
export function sliderText({ unit, values, zero }: Slider, index: number): string {
  const value = values[index]!;
  return value === 0 && zero !== undefined ? zero : `${value.toLocaleString("en")} ${unit}`;
}

/** The step of a slider nearest to a value, by ratio. */
export function nearestStep({ values }: Slider, value: number): number {
  const distance = (step: number) => Math.abs(Math.log((step + 1e-3) / (value + 1e-3)));
  return values.reduce((best, step, i) => (distance(step) < distance(values[best]!) ? i : best), 0);
}
