import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { modelShapeFromConfig } from "../roofline/model-config.ts";
import type { ModelShape } from "../roofline/model-shape.ts";
import { knownNames } from "./did-you-mean.ts";
import { modelOfId } from "./model-ids.ts";
import { packageRoot } from "./package-root.ts";
import { readJson } from "./read-json.ts";

/** Where the models that ship with the project are described. */
export function modelsFolder(): string {
  return join(packageRoot(), "configs", "models");
}

/** Names of the models in a folder of Hugging Face configs, sorted. */
export function listModels(folder: string = modelsFolder()): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => basename(file, ".json"))
    .sort();
}

/**
 * Loads a model's dimensions.
 *
 * @param nameOrPath a name of `configs/models`, whatever its case; a Hugging Face id that maps clearly to one; or the
 *   path of a config.json or of the folder that holds it. `-fp8` or `-bf16` after a name sets the weights' type.
 * @throws UserError listing what there is, with a did-you-mean
 */
export function loadModel(nameOrPath: string, folder: string = modelsFolder()): ModelShape {
  return loadNamed(nameOrPath, folder) ?? loadFile(nameOrPath) ?? unknown(nameOrPath, folder);
}

function loadNamed(name: string, folder: string): ModelShape | undefined {
  const known = listModels(folder);
  const find = (wanted: string) => {
    const own = modelOfId(wanted) ?? wanted;
    return known.find((model) => model.toLowerCase() === own.toLowerCase());
  };
  const exact = find(name);
  if (exact !== undefined) return readShape(exact, join(folder, `${exact}.json`));
  const suffix = /-(fp8|bf16)(?:-dynamic)?$/i.exec(name);
  if (suffix === null) return undefined;
  const base = find(name.slice(0, suffix.index));
  if (base === undefined) return undefined;
  const weightDtype = suffix[1]!.toLowerCase() as "fp8" | "bf16";
  return { ...readShape(`${base}-${weightDtype}`, join(folder, `${base}.json`)), weightDtype };
}

function loadFile(path: string): ModelShape | undefined {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const file = isFolder ? join(path, "config.json") : path;
  if (!file.endsWith(".json")) return undefined;
  const stem = basename(file, ".json");
  // A file called config.json says nothing: its folder is named after the model.
  const name = stem === "config" ? basename(dirname(resolve(file))) : stem;
  return readShape(name, file);
}

function readShape(name: string, file: string): ModelShape {
  const json = readJson(file);
  return modelShapeFromConfig(name, json.value, json.where);
}

function unknown(name: string, folder: string): never {
  throw new UserError({
    field: "--model",
    message: "is not a known model",
    got: name,
    remedy: `${knownNames(name, listModels(folder))}; or give the path of a Hugging Face config.json`,
  });
}
