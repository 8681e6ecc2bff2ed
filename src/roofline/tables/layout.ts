import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { readTableText } from "./csv.ts";
import { type PlainFile, sortTables, type Tables } from "./table-folder.ts";

/** Name of a GPU's folder of tables: `h100`, `a100-sxm`. */
export function benchDataFolder(gpuName: string): string {
  return gpuName.toLowerCase();
}

/** The tables a folder holds for one GPU. */
export interface TableFolder extends Tables {
  readonly root: string;
  readonly manifest: string;
}

/**
 * Finds the tables of `gpu` under `path`, in any of three layouts: the GPU's own folder (`gemm/data.csv`), a folder
 * of GPUs (`h100/gemm/data.csv`), or InferSim's kind-first one (`gemm/h100/data.csv`).
 * @throws UserError when the folder is missing or holds no table.
 */
export function findTables(path: string, gpu: string): TableFolder {
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new UserError({ field: "bench data path", message: "is not a folder", got: path });
  }
  const name = benchDataFolder(gpu);
  const own = existsSync(join(path, name)) ? join(path, name) : path;
  const kindFirst = ["gemm", "mha/prefill", "mha/decode"].some((kind) => existsSync(join(own, kind, name)));
  const found = list(own, kindFirst ? name : "");
  if (!found.gemm && !found.gemmFp8 && found.prefill.length + found.decode.length === 0) {
    throw new UserError({
      field: "bench data path",
      message: `holds no kernel table for ${gpu}`,
      got: path,
      remedy: `Expected ${join(path, "gemm", "data.csv")} or ${join(path, "gemm", name, "data.csv")}`,
    });
  }
  return found;
}

const KINDS = ["gemm", "comm", "mha/prefill", "mha/decode"];

function list(root: string, gpuFolder: string): TableFolder {
  const keys = KINDS.flatMap((kind) => {
    const folder = gpuFolder === "" ? kind : `${kind}/${gpuFolder}`;
    return existsSync(join(root, folder))
      ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
      : [];
  });
  const open = (key: string): PlainFile => {
    const file = join(root, key);
    return { file, key, text: () => readTableText(file) };
  };
  return { root, manifest: join(root, "manifest.json"), ...sortTables(keys, gpuFolder, open) };
}

/** Changes when a table or the manifest does. */
export function tablesVersion(folder: TableFolder): string {
  const { gemm, gemmFp8, allReduce, prefill, decode } = folder;
  const files = [gemm, gemmFp8, allReduce, ...prefill, ...decode].flatMap((found) => found?.file ?? []);
  if (existsSync(folder.manifest)) files.push(folder.manifest);
  const versions = files.map((file) => {
    const { mtimeMs, size } = statSync(file);
    return `${file}:${mtimeMs}:${size}`;
  });
  return versions.join("\n");
}
