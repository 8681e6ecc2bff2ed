import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = () => join(process.env.SHIM_STATE, "objects");
const fileOf = (kind, name) => join(folder(), `${kind.toLowerCase()}-${name}.json`);

export function read(kind, name) {
  const file = fileOf(kind, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

export function write(object) {
  const file = fileOf(object.kind, object.metadata.name);
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(object));
  renameSync(temporary, file);
}

export function erase(kind, name) {
  rmSync(fileOf(kind, name), { force: true });
}

export function all() {
  return readdirSync(folder())
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(folder(), name), "utf8")));
}
