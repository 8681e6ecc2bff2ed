import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/table.ts";
import { flagNamed } from "../../src/config/flags.ts";

describe.each(COMMANDS.map((command) => [command.name, command] as const))("%s", (name, command) => {
  const { examples = [], flags, positionals = [] } = command;

  it("has an example", () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it("has examples of itself, with flags that it takes and arguments where it needs them", () => {
    for (const [line, why] of examples) {
      expect(why).not.toBe("");
      const isDefault = command === COMMANDS[0] && line.startsWith("-");
      expect(isDefault || `${line} `.startsWith(`${name} `), line).toBe(true);
      const typed = [...line.matchAll(/(?:^| )--(?:no-)?([\w-]+)/g)].map(([, flag]) => flagNamed(flag!));
      for (const flag of typed) expect(flags, line).toContain(flag);
      const needed = positionals.filter(({ many }) => !many).length;
      const rest = line.split(" ").slice(name.split(" ").length);
      const first = rest.findIndex((word) => word.startsWith("-"));
      if (needed > 0) expect(first < 0 ? rest.length : first, line).toBeGreaterThanOrEqual(needed);
    }
  });
});
