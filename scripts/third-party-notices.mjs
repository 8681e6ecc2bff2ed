// The notices of everything that is bundled, which its licences ask to pass on.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)\//g;

/**
 * Packages of which something is in an output, by name.
 * @param metafiles those of esbuild
 */
export function bundledPackages(root, metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0),
    ),
  );
  const folders = new Set(inputs.flatMap((input) => folderOf(input) ?? []));
  const packages = [...folders].map((folder) => packageIn(join(root, folder)));
  // The same version may lie in several folders.
  return [...new Map(packages.map((one) => [one.title, one])).values()].sort((a, b) =>
    a.title < b.title ? -1 : 1,
  );
}

/** Copyright lines by package, under each permission that they share. */
export function noticesText(packages) {
  const groups = new Map();
  for (const one of packages) {
    const terms =
      one.permission ??
      packages.find((other) => other.permission && other.license === one.license)?.permission;
    if (terms === undefined) throw new Error(`${one.title}: no text of its licence, ${one.license}`);
    groups.set(terms, [...(groups.get(terms) ?? []), one]);
  }
  const parts = [...groups].map(([permission, members]) => {
    const lines = members.map(({ title, license, copyright }) =>
      [`${title} (${license})`, ...copyright.map((line) => `    ${line}`)].join("\n"),
    );
    return `${lines.join("\n")}\n\n${permission}`;
  });
  return `Software of others that is bundled here, and the terms under which it is.\n\n${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** A comment for the head of one file, which minifiers keep. */
export function noticeComment(packages) {
  const names = packages.map(({ title, license }) => `${title} (${license})`).join(", ");
  return `/*! inference-sim, Apache-2.0. Bundled: ${names}. Notices: THIRD-PARTY-NOTICES.txt */\n`;
}

/** `node_modules/a/node_modules/b` of a file in it. */
function folderOf(input) {
  const last = [...input.matchAll(PACKAGE)].at(-1);
  return last === undefined ? undefined : input.slice(0, last.index + last[0].length - 1);
}

function packageIn(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const title = `${name} ${version}`;
  if (typeof license !== "string") throw new Error(`${title}: package.json names no licence`);
  const text = licenseText(folder);
  if (text === undefined) {
    const by = typeof author === "string" ? author : author?.name;
    return {
      title,
      license,
      copyright: [`${by}, by its package.json; it carries no text of its licence`],
      permission: undefined,
    };
  }
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
  const isCopyright = (line) => /^(copyright\b|\(c\))/i.test(line.trim());
  const copyright = lines.filter(isCopyright).map((line) => line.trim());
  if (copyright.length === 0) throw new Error(`${title}: its licence names nobody's copyright`);
  const rest = lines.filter((line) => !isCopyright(line)).join("\n");
  return { title, license, copyright, permission: rest.replaceAll(/\n{3,}/g, "\n\n").trim() };
}

/** The licence's file and what NOTICE adds to it; else the comment at the head of a source. */
function licenseText(folder) {
  const names = readdirSync(folder).sort();
  const read = (name) => readFileSync(join(folder, name), "utf8");
  const files = names.filter((name) => /^(licen[cs]e|copying|notice)\b/i.test(name));
  if (files.length > 0) return files.map(read).join("\n");
  const sources = names.filter((name) => name.endsWith(".js")).map(read);
  const heads = sources.flatMap((text) => /^\s*\/\*([\s\S]*?)\*\//.exec(text)?.[1] ?? []);
  return heads.find((head) => /copyright[\s\S]*permission/i.test(head))?.trim();
}
