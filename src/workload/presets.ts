import type { LengthSpec, PresetName } from "./spec.ts";

export interface Preset {
  readonly prompt: LengthSpec;
  readonly output: LengthSpec;
}

/** Mean lengths of the design documents; spread and bounds are those of the presets of the same names in BLIS (defaults.yaml). */
export const PRESET_LENGTHS: Readonly<Record<PresetName, Preset>> = {
  chatbot: { prompt: normal(256, 100, 2, 800), output: normal(256, 100, 1, 1024) },
  contentgen: { prompt: normal(1024, 150, 10, 2048), output: normal(1024, 200, 10, 2048) },
  summarization: { prompt: normal(4096, 500, 100, 8192), output: normal(512, 150, 10, 2048) },
  multidoc: { prompt: normal(10240, 1200, 500, 20480), output: normal(1536, 300, 50, 4096) },
};

function normal(mean: number, stdev: number, min: number, max: number): LengthSpec {
  return { kind: "normal", mean, stdev, min, max };
}
