import { PROVENANCE, STEP_PARTS, type StepPrice } from "../engine/latency-model.ts";
import { csvText } from "./csv.ts";
import { formatShare } from "./format.ts";
import { textTable } from "./text-table.ts";

export interface StepJson {
  readonly totalUs: number;
  readonly gemmUs: number;
  readonly attentionUs: number;
  readonly allReduceUs: number;
  readonly headUs: number;
  readonly elementwiseUs: number;
  readonly hostUs: number;
  /** Fractions of `totalUs` by where the price came from; they sum to 1. */
  readonly provenance: {
    readonly measured: number;
    readonly interpolated: number;
    readonly extrapolated: number;
    readonly modelled: number;
  };
}

export function stepJson(price: StepPrice): StepJson {
  const share = (ns: number): number => (price.totalNs === 0 ? 0 : ns / price.totalNs);
  return {
    totalUs: price.totalNs / 1000,
    gemmUs: price.gemmNs / 1000,
    attentionUs: price.attentionNs / 1000,
    allReduceUs: price.allReduceNs / 1000,
    headUs: price.headNs / 1000,
    elementwiseUs: price.elementwiseNs / 1000,
    hostUs: price.hostNs / 1000,
    provenance: {
      measured: share(price.measuredNs),
      interpolated: share(price.interpolatedNs),
      extrapolated: share(price.extrapolatedNs),
      modelled: share(price.modelledNs),
    },
  };
}

export function stepText(price: StepPrice): string {
  const json = stepJson(price);
  const rows = [...STEP_PARTS, "total" as const].map((part) => [
    part,
    json[`${part}Us`].toFixed(3),
    formatShare(json[`${part}Us`] / json.totalUs),
  ]);
  const table = textTable(
    [
      { heading: "part", align: "left" },
      { heading: "us", align: "right" },
      { heading: "share", align: "right" },
    ],
    rows,
  );
  const origins = PROVENANCE.filter((origin) => json.provenance[origin] > 0)
    .map((origin) => `${formatShare(json.provenance[origin])} ${origin}`)
    .join(", ");
  return `${table.join("\n")}\nprovenance: ${origins}\n`;
}

export function stepCsv(price: StepPrice): string {
  const { provenance, ...times } = stepJson(price);
  const header = [...Object.keys(times), ...PROVENANCE.map((origin) => `provenance_${origin}`)];
  return csvText(header, [[...Object.values(times), ...PROVENANCE.map((origin) => provenance[origin])]]);
}
