import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { isMeasured } from "../tables/kernel-tables.ts";
import { benchDataFolder } from "../tables/layout.ts";
import { readManifest } from "../tables/manifest.ts";
import type { InferSimRank } from "./rank.ts";

export interface TableFile {
  readonly file: string;
  /** Whether its rows count as measurements: the manifest says so, or nothing describes the file. */
  readonly measured: boolean;
}

/** The tables of one model's kernels on one GPU; those that are absent are undefined. */
export interface InferSimFiles {
  readonly gemm: TableFile;
  readonly prefill: TableFile | undefined;
  readonly decode: TableFile | undefined;
  readonly groupedPrefill: TableFile | undefined;
  readonly groupedDecode: TableFile | undefined;
  /** What InferSim will take a default for, and what is known of the files, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Finds the tables under `path`, in InferSim's layout (`gemm/h100/data.csv`), in a GPU's own folder
 * (`gemm/data.csv`), or in a folder of those (`h100/gemm/data.csv`). Attention tables are named by the shape of one
 * rank, `16-4-128`; or by the whole model's with its ranks, `32-8-128-tp2`.
 */
export function findInferSimFiles(path: string, gpu: string, rank: InferSimRank): InferSimFiles {
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new UserError({ field: "bench data path", message: "is not a folder", got: path });
  }
  const undescribed: string[] = [];
  const find = finder(path, benchDataFolder(gpu), undescribed);
  const gemm = find("gemm", ["data"]);
  if (gemm === undefined) {
    throw new UserError({
      field: "bench data path",
      message: `holds no GEMM table for ${gpu}, which InferSim cannot do without`,
      got: path,
      remedy: `Expected ${join(path, "gemm", benchDataFolder(gpu), "data.csv")}`,
    });
  }
  const { prefill, decode } = attentionNames(rank);
  const kind = rank.mla === undefined ? "mha" : "mla";
  const files = {
    prefill: find(`${kind}/prefill`, prefill),
    decode: find(`${kind}/decode`, decode),
    groupedPrefill: find("grouped_gemm/prefill", ["data"]) ?? find("moe", ["grouped_gemm_prefill"]),
    groupedDecode: find("grouped_gemm/decode", ["data"]) ?? find("moe", ["grouped_gemm_decode"]),
  };
  const notes: string[] = [];
  if (files.prefill === undefined)
    notes.push(`no prefill attention table ${prefill[0]}: InferSim takes an MFU of 0.9`);
  if (files.decode === undefined)
    notes.push(`no decode attention table ${decode[0]}: InferSim takes its default MFU`);
  if (rank.isMoe && (files.groupedPrefill === undefined || files.groupedDecode === undefined)) {
    notes.push("no grouped GEMM table: InferSim takes its default MFU for the experts");
  }
  if (undescribed.length > 0) {
    notes.push(`taken for measurements, since no manifest.json lists them: ${undescribed.join(", ")}`);
  }
  return { gemm, ...files, notes };
}

function attentionNames(rank: InferSimRank): { prefill: string[]; decode: string[] } {
  const { heads, kvHeads, headDim, mla, tp } = rank;
  if (mla !== undefined) {
    const { nopeHeadDim, ropeHeadDim, kvLoraRank } = mla;
    return {
      prefill: [`${heads}-${nopeHeadDim}-${ropeHeadDim}`],
      decode: [`${heads}-${kvLoraRank}-${ropeHeadDim}`],
    };
  }
  const own = `${heads}-${kvHeads}-${headDim}`;
  return { prefill: [own], decode: [own, `${heads * tp}-${kvHeads * tp}-${headDim}-tp${tp}`] };
}

/** A search for `<kind>/<name>.csv` over the layouts, kind-first first; notes the files that no manifest lists. */
function finder(
  path: string,
  gpu: string,
  undescribed: string[],
): (kind: string, names: readonly string[]) => TableFile | undefined {
  const layouts = [
    { root: path, key: (kind: string, name: string) => `${kind}/${gpu}/${name}.csv` },
    { root: join(path, gpu), key: (kind: string, name: string) => `${kind}/${name}.csv` },
    { root: path, key: (kind: string, name: string) => `${kind}/${name}.csv` },
  ];
  return (kind, names) => {
    for (const { root, key } of layouts) {
      for (const name of names) {
        const file = join(root, key(kind, name));
        if (!existsSync(file)) continue;
        const manifest = readManifest(join(root, "manifest.json"));
        refuseOtherGpu(root, manifest?.gpu, gpu);
        const source = manifest?.files[key(kind, name)]?.source ?? "unknown";
        if (source === "unknown") undescribed.push(key(kind, name));
        return { file, measured: isMeasured(source) };
      }
    }
    return undefined;
  };
}

/** A GPU's own folder fits every GPU's path; its manifest says whose it is. */
function refuseOtherGpu(root: string, of: string | undefined, gpu: string): void {
  if (of === undefined || benchDataFolder(of) === gpu) return;
  throw new UserError({
    field: "bench data path",
    message: `holds the tables of ${of}, not of ${gpu}`,
    got: root,
  });
}
