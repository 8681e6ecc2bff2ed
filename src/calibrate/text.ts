import { formatFigure } from "../report/format.ts";
import { left, right, textTable } from "../report/text-table.ts";
import type { Figures } from "../validate/figures.ts";
import type { Calibration, FittedParameter } from "./fit.ts";

/** Below this many values a fit describes them and nothing else. */
const FEW_POINTS = 5;

/** The fit for a terminal. Ends with a newline. */
export function calibrationText(calibration: Calibration, width: number): string {
  const { parameters, observations, before, fitted, heldOut, folds, seed } = calibration;
  const errors: [string, Figures][] = [["before", before]];
  if (heldOut !== undefined) errors.push([`held out, ${folds} folds, seed ${seed}`, heldOut]);
  const lines = textTable(
    [left("parameter"), right("before"), right("fitted"), right("+-"), left("unit"), left("verdict")],
    parameters.map((own) => [
      ...[own.parameter.name, formatFigure(own.before), formatFigure(own.value)],
      ...[Number.isFinite(own.standardError) ? formatFigure(own.standardError) : "-"],
      ...[own.parameter.unit === "1" ? "" : own.parameter.unit, verdictText(own, parameters)],
    ]),
    { labels: 1, width },
  );
  const table = textTable(
    [
      left(`error on ${observations} values`),
      right("MAPE %"),
      right("median %"),
      right("p90 %"),
      right("bias %"),
    ],
    errors.map(([name, f]) => [
      name,
      ...[f.mapePct, f.medianApePct, f.p90ApePct, f.biasPct].map(formatFigure),
    ]),
    { labels: 1, width },
  );
  const own = `On the very values it was fitted to: ${formatFigure(fitted.mapePct)} %. That is no accuracy.`;
  return `${[...lines, "", ...table, "", own].join("\n")}\n`;
}

/** What the data say about a parameter, in words. */
function verdictText(own: FittedParameter, all: readonly FittedParameter[]): string {
  const partner = all[own.partner]?.parameter.name;
  const said = {
    identified: "identified",
    weak: "weak: its error is over half of its value",
    "no effect": "cannot be identified: nothing measured depends on it",
    trades: `cannot be identified: trades with ${partner}`,
  }[own.verdict];
  return own.atBound ? `${said}; at its physical bound` : said;
}

/** Warnings that belong beside any output. */
export function calibrationWarnings({
  observations,
  parameters,
  before,
  heldOut,
}: Pick<Calibration, "observations" | "parameters" | "before" | "heldOut">): string[] {
  const few =
    observations < FEW_POINTS
      ? [`only ${observations} values: a fit below ${FEW_POINTS} describes them and nothing else`]
      : [];
  const none =
    heldOut === undefined ? ["too few values to hold any out: the error on new ones is not known"] : [];
  // A fit that predicts new values worse than what it began with has learnt these values, not the machine.
  const useless =
    heldOut !== undefined && heldOut.mapePct >= before.mapePct
      ? [
          `the held-out error, ${formatFigure(heldOut.mapePct)} %, is no better than that before the fit, ` +
            `${formatFigure(before.mapePct)} %: keep the constants as they were, or fit fewer with --fit`,
        ]
      : [];
  const unsure = parameters.filter(({ verdict }) => verdict === "trades" || verdict === "no effect");
  const names = unsure.map(({ parameter }) => parameter.name);
  return [
    ...few,
    ...none,
    ...useless,
    ...(names.length === 0
      ? []
      : [`cannot be identified from these files: ${names.join(", ")}; fit fewer with --fit`]),
  ];
}
