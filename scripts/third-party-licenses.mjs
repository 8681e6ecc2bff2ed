// The licences of everything that is bundled, which their terms ask to pass on.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)\//g;

/** @param metafiles those of esbuild */
export function thirdPartyLicenses(root, metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(inputs.flatMap((input) => folderOf(input) ?? []));
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    return `${name} ${version} (${license})\n\n${licenseText(join(root, folder)) ?? `Licence: ${license}`}`;
  });
  return `Bundled into these files:\n\n${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** `node_modules/a/node_modules/b` of a file in it. */
function folderOf(input) {
  const last = [...input.matchAll(PACKAGE)].at(-1);
  return last === undefined ? undefined : input.slice(0, last.index + last[0].length - 1);
}

function licenseText(folder) {
  if (!existsSync(folder)) return undefined;
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  return file === undefined ? undefined : readFileSync(join(folder, file), "utf8").trim();
}
