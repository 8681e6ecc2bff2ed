import type { FlagSpec } from "../../src/config/flags/spec.ts";
import { type FlagName, flagSpec, SETTING_NAMES } from "../../src/config/flags.ts";
import { writeItem } from "../../src/config/values.ts";
import { optionName } from "../../src/library/option-name.ts";

/** The interfaces of the library's options, and the groups of flags that each is made of. */
const INTERFACES = [
  {
    name: "ServerSettings",
    help: "A server: what runs, on what, and how its steps are priced.",
    groups: ["What to simulate:", "Server (vLLM's names and defaults):"],
  },
  {
    name: "WorkloadSettings",
    help: "Where requests come from.",
    groups: ["Workload (names of `vllm bench serve`):", "Workload lengths:", "Trace:"],
  },
  { name: "MetricSettings", help: "What is measured of a run.", groups: ["Output:"] },
];

/** Options that are more than the setting of their name: declared by hand. */
const BY_HAND: readonly FlagName[] = ["model", "gpu"];

/** src/library/setting-options.ts, made from the table of flags. */
export function settingOptions(): string {
  const stray = SETTING_NAMES.filter(
    (name) => !INTERFACES.some(({ groups }) => groups.includes(flagSpec(name).group)),
  );
  if (stray.length > 0) throw new Error(`no interface of the library takes the settings ${stray.join(", ")}`);
  const bodies = INTERFACES.map(({ name, help, groups }) => {
    const own = SETTING_NAMES.filter(
      (setting) => groups.includes(flagSpec(setting).group) && !BY_HAND.includes(setting),
    );
    return `/** ${help} */\nexport interface ${name} {\n${own.map(property).join("\n")}\n}\n`;
  });
  return [INTRODUCTION, ...bodies].join("\n");
}

const INTRODUCTION = `import type { FlagValues } from "../config/flags.ts";

// Made from the table of flags; \`npx vitest run --project unit test/library -u\` writes it again.
`;

function property(setting: FlagName): string {
  const type = `FlagValues[${JSON.stringify(setting)}]`;
  return `${comment(flagSpec(setting))}\n  readonly ${optionName(setting)}?: ${type};`;
}

const WIDTH = 100;

function comment(spec: FlagSpec): string {
  const unit = spec.unit === undefined ? "" : ` (${spec.unit})`;
  const standard = [spec.default ?? []].flat().map(writeItem).join(", ");
  const given = spec.defaultFrom ?? standard;
  const text = inLibraryWords(`${spec.help}${unit}.${given === "" ? "" : ` Default: ${given}.`}`);
  const line = `  /** ${text} */`;
  if (line.length <= WIDTH) return line;
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length > WIDTH - 5) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return ["  /**", ...lines.map((part) => `   * ${part}`), "   */"].join("\n");
}

/** Flags as options, and nothing that ends a comment. */
function inLibraryWords(text: string): string {
  return text
    .replaceAll(/--([a-z][a-z-]+)/g, (_, name: FlagName) => `\`${optionName(name)}\``)
    .replaceAll("*/", "* /");
}
