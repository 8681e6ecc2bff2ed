import type { ServiceFit } from "../service-fit/fit-service.ts";

/**
 * The fitted host, wait and admission constants, and what they predict where a part of the runs was left out of their
 * fit. Never on rows that the fit has seen.
 */
export function serviceSection({ constants, heldOut }: ServiceFit): string {
  const rows = heldOut.flatMap(({ what, figures, constants: without }) =>
    Object.entries(figures).map(([metric, { n, mapePct, medianApePct, p90ApePct, biasPct }], i) => [
      i === 0 ? what : "",
      metric,
      String(n),
      ...[mapePct, medianApePct, p90ApePct, biasPct].map((value) => value.toFixed(2)),
      i === 0 ? listed(without) : "",
    ]),
  );
  const header = ["left out", "of", "n", "MAPE", "median", "p90", "bias", "constants without it"];
  const lines = [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `Fitted on all: ${listed(constants)}.\n\n${lines.join("\n")}`;
}

function listed(constants: ServiceFit["constants"]): string {
  return Object.entries(constants)
    .map(([name, value]) => `${name} ${Number((value as number).toPrecision(3))}`)
    .join(", ");
}
