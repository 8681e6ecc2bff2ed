import { createHash } from "node:crypto";
import { scenarioConfig } from "../../config/scenario-config.ts";
import { type Settings, settingsData } from "../../config/settings.ts";
import type { Truth } from "../../metrics/truth/truth.ts";
import { accuracyCsv } from "../../report/accuracy-table.ts";
import { canonicalJson } from "../canonical-json.ts";
import { DataHashes } from "../data-hashes.ts";
import { Identities } from "../identity.ts";
import { recordJson, recordText } from "../record.ts";
import type { Verdict } from "./run-against.ts";

/** A verdict and what tells it from the others of a file. */
export interface LabelledVerdict {
  readonly labels: Readonly<Record<string, string>>;
  readonly verdict: Verdict;
}

const ID_DIGITS = 20;

/** The simulation of a measured run as `results/<id>.json`; named by its settings and by the file of measured results. */
export function againstRecord(
  { file, name, requests }: Truth,
  settings: Settings,
  { report, breakdown }: Verdict,
): { readonly id: string; readonly text: string } {
  const data = new DataHashes();
  const scenario = new Identities(data).of(scenarioConfig({ settings, labels: {} }));
  const all = { scenario, settings: settingsData(settings), truth: data.of(file), name };
  const id = createHash("sha256").update(canonicalJson(all)).digest("hex").slice(0, ID_DIGITS);
  const beside = requests === undefined ? {} : { against: file };
  return { id, text: recordText(recordJson(report, id, breakdown, beside)) };
}

/** One row a figure of each run. */
export function verdictsCsv(verdicts: readonly LabelledVerdict[]): string {
  const tables = verdicts.map(({ labels, verdict }) => {
    const [header = "", ...rows] = accuracyCsv(verdict.accuracy).trimEnd().split("\n");
    const own = Object.values(labels).join(",");
    return {
      header: [...Object.keys(labels), header].join(","),
      rows: rows.map((row) => (own === "" ? row : `${own},${row}`)),
    };
  });
  return `${[tables[0]!.header, ...tables.flatMap(({ rows }) => rows)].join("\n")}\n`;
}

/** One object a run; a single run stands for itself. */
export function verdictsJson(verdicts: readonly LabelledVerdict[]): unknown {
  const all = verdicts.map(({ labels, verdict: { truth, accuracy, causes, report } }) => ({
    ...{ labels, tool: truth.tool, file: truth.file, completed: truth.completed },
    ...accuracy,
    ...{ causes, saturation: report.saturation },
  }));
  return all.length === 1 ? all[0] : all;
}
