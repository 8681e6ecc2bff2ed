import type { Catalog } from "./catalog.ts";
import { type Inputs, LATENCY_MODELS, nearestStep, SLIDERS, START, TP_CHOICES } from "./inputs.ts";

/** Inputs as the part of an address behind `#`, so that a setting can be passed on; only what is not the start. */
export function toAddress(inputs: Inputs): string {
  const changed = Object.entries(inputs).filter(([name, value]) => START[name as keyof Inputs] !== value);
  return new URLSearchParams(
    changed.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

/** Inputs of an address; what is not there, or is none of the choices, is the start's. */
export function fromAddress(hash: string, { models, gpus }: Catalog): Inputs {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const choice = (name: "model" | "gpu" | "latencyModel", known: readonly string[]) => {
    const value = given.get(name);
    return value !== null && known.includes(value) ? value : START[name];
  };
  const tp = Number(given.get("tp"));
  const slid = SLIDERS.map((slider) => {
    const value = Number(given.get(slider.name) ?? Number.NaN);
    const index = nearestStep(slider, value >= 0 ? value : START[slider.name]);
    return [slider.name, slider.values[index]!] as const;
  });
  return {
    model: choice("model", Object.keys(models)),
    gpu: choice("gpu", Object.keys(gpus)),
    latencyModel: choice(
      "latencyModel",
      LATENCY_MODELS.map(({ name }) => name),
    ),
    tp: TP_CHOICES.includes(tp) ? tp : START.tp,
    ...(Object.fromEntries(slid) as Pick<Inputs, (typeof slid)[number][0]>),
  };
}
