// The same for a browser: no Node types, no DOM.
import {
  type BrowserOptions,
  gpuFromEntry,
  modelFromConfig,
  simulate,
  type TableTexts,
} from "inference-sim/browser";

export async function ttft(config: unknown, entry: unknown, tables: TableTexts): Promise<number> {
  const options: BrowserOptions = {
    model: modelFromConfig("own", config),
    gpu: gpuFromEntry("H100", entry),
    tables,
    requestRate: 4,
    numPrompts: 10,
  };
  const { summary } = await simulate(options);
  return summary.ttft.medianMs;
}

// @ts-expect-error: there are no files to name
export const wrong: Partial<BrowserOptions> = { trace: "a.csv" };
