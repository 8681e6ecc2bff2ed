import type { FlagSpec } from "../../src/config/flags/spec.ts";
import {
  environmentName,
  FLAG_NAMES,
  type FlagName,
  flagSpec,
  SETTING_NAMES,
} from "../../src/config/flags.ts";
import { writeItem } from "../../src/config/values.ts";

/** docs/settings.md, made from the table of flags. */
export function settingsPage(): string {
  const groups = [...new Set(FLAG_NAMES.map((name) => flagSpec(name).group))];
  const sections = groups.map((group) => {
    const names = FLAG_NAMES.filter((name) => flagSpec(name).group === group);
    return section(group, names);
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Settings

Every setting has one name, used everywhere: \`--max-num-seqs 64\` on the command line, \`max-num-seqs: 64\` in a file
given with \`--config\` (YAML or JSON), \`${environmentName("max-num-seqs")}=64\` in the environment. A later layer wins:
default, preset of the vLLM version, file, \`--vllm-args\`, environment, flag. \`inference-sim config print\` shows each value and where
it comes from. Flags marked * steer a command and are no settings: the command line alone takes them.

"list" takes several values with commas between them; "compare" takes one, or several for a comparison table.
This page is made from the table of flags; \`npx vitest run --project unit test/docs -u\` writes it again.
`;

function section(group: string, names: readonly FlagName[]): string {
  const rows = names.map((name) => {
    const spec = flagSpec(name);
    const star = SETTING_NAMES.includes(name) ? "" : "*";
    const aliases = (spec.aliases ?? []).map((alias) => ` or \`${alias}\``).join("");
    const help = `${spec.help}${spec.choices ? `: ${spec.choices.join(", ")}` : ""}`;
    return [`\`${name}\`${star}${aliases}`, kindOf(spec), defaultOf(spec), help];
  });
  const lines = [["name", "value", "default", "meaning"], ["---", "---", "---", "---"], ...rows];
  const table = lines.map((cells) => `| ${cells.map((cell) => escaped(cell)).join(" | ")} |`);
  return `## ${group.replace(/:$/, "")}\n\n${table.join("\n")}\n`;
}

/** Outside of code, `<gpu>` would be a tag of HTML's and vanish. */
function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll(/<(?=[a-z])/g, "\\<");
}

function kindOf(spec: FlagSpec): string {
  const kind =
    spec.type === "boolean" ? "switch" : (spec.unit ?? (spec.type === "string" ? "text" : "number"));
  return spec.list ? `${kind}, list` : spec.axis ? `${kind}, compare` : kind;
}

function defaultOf(spec: FlagSpec): string {
  return spec.defaultFrom ?? [spec.default ?? []].flat().map(writeItem).join(",");
}
