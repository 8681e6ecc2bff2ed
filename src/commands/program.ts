import yargs, { type Argv } from "yargs";
import { didYouMean } from "../config/did-you-mean.ts";
import { type FlagName, flagSpec } from "../config/flags.ts";
import { UserError } from "../errors.ts";
import { type CommandSpec, type Invocation, isOn } from "./command.ts";
import { optionFor } from "./option.ts";
import { note } from "./print.ts";
import { readInvocation } from "./read-invocation.ts";
import { COMMAND_GROUPS, COMMANDS } from "./table.ts";
import { widthOf } from "./terminal.ts";
import { plainSwitch, repeatedFlags } from "./typed-flags.ts";

/** Runs the one command that was chosen. */
export type Execute = (command: CommandSpec, invocation: Invocation) => Promise<void>;

const MAX_WIDTH = 110;
/** Examples of its commands that the help of a group shows. */
const GROUP_EXAMPLES = 4;

const PARSER = {
  "camel-case-expansion": false,
  "duplicate-arguments-array": false,
  "parse-numbers": false,
  "parse-positional-numbers": false,
  "dot-notation": false,
};

/** The command line as a yargs program: parses, prints help, and hands the chosen command to `execute`. */
export function program(args: readonly string[], version: string, execute: Execute): Argv {
  const parser = yargs(args.map(plainSwitch))
    .scriptName("inference-sim")
    .locale("en")
    .version(version)
    .usage(
      "$0 [command] [flags]\n\nSimulates LLM inference serving: what TTFT, TPOT and throughput would be.",
    )
    .parserConfiguration(PARSER)
    .alias("help", "h")
    .wrap(Math.min(MAX_WIDTH, widthOf(process.stderr, widthOf(process.stdout, MAX_WIDTH))))
    .exitProcess(false)
    .fail((message, error) => {
      throw error instanceof UserError ? error : new UserError(usageProblem(message ?? error.message));
    });
  const brief = !args.includes("run");
  for (const command of COMMANDS.filter(({ name }) => !name.includes(" "))) {
    register(parser, command, args, brief, execute);
  }
  for (const [group, help] of Object.entries(COMMAND_GROUPS)) {
    const children = childrenOf(group);
    if (children.length === 0 || COMMANDS.some(({ name }) => name === group)) continue;
    parser.command(
      group,
      help,
      (inner) => {
        for (const child of children) register(inner, child, args, false, execute);
        const examples = children.flatMap((child) => child.examples?.slice(0, 1) ?? []);
        for (const [example, why] of examples.slice(0, GROUP_EXAMPLES)) inner.example(`$0 ${example}`, why);
        return inner;
      },
      (argv) => {
        const names = children.map(({ name }) => name.slice(group.length + 1));
        const word = argv._[1];
        const near = word === undefined ? undefined : didYouMean(String(word), names);
        throw new UserError({
          field: group,
          message: `needs one of ${names.join(", ")} after it`,
          ...(word === undefined ? {} : { got: word }),
          ...(near === undefined ? {} : { remedy: `Did you mean "${near}"?` }),
        });
      },
    );
  }
  return parser;
}

function register(
  parser: Argv,
  command: CommandSpec,
  args: readonly string[],
  brief: boolean,
  execute: Execute,
): void {
  const { name, positionals = [], examples = [] } = command;
  const help = args.some((arg) => arg === "--help" || arg === "-h");
  const children = name.includes(" ") ? [] : childrenOf(name);
  // Only help calls them required: what is missing `readInvocation` says better, and yargs would ask for it even where
  // a subcommand is given.
  const optional = !help || children.length > 0;
  const usage = positionals.map(({ name: word, many }) =>
    many ? `[${word}..]` : optional ? `[${word}]` : `<${word}>`,
  );
  const words = [name.split(" ").at(-1)!, ...usage];
  const isDefault = command === COMMANDS[0];
  parser.command(
    isDefault ? [words.join(" "), "$0"] : words.join(" "),
    command.help,
    (inner) => {
      for (const { name: word, help: what, many } of positionals) {
        inner.positional(word, { type: "string", describe: what });
        // Without it yargs keeps the last word of several; of flags given twice the last is taken when they are read.
        if (many) inner.parserConfiguration({ ...PARSER, "duplicate-arguments-array": true });
      }
      for (const child of name.includes(" ") ? [] : childrenOf(name))
        register(inner, child, args, false, execute);
      // yargs lays the help out after every command, asked for or not: hidden flags make that cheap.
      const shown = !help ? [] : isDefault && brief ? (command.briefFlags ?? command.flags) : command.flags;
      for (const flag of command.flags) inner.option(flag, optionFor(flag, shown.includes(flag)));
      for (const [example, why] of help ? examples : []) inner.example(`$0 ${example}`, why);
      if (isDefault && brief) inner.epilogue("All flags: inference-sim run --help");
      return inner;
    },
    (argv) => {
      const invocation = readInvocation(command, argv, args);
      if (!isOn(invocation, "quiet")) {
        for (const name of repeatedFlags(args))
          note(`--${name} is given more than once: the last one counts`);
      }
      return execute(command, invocation);
    },
  );
}

/** The subcommands of a command or of a group. */
function childrenOf(group: string): CommandSpec[] {
  return COMMANDS.filter(({ name }) => name.startsWith(`${group} `));
}

/** yargs' own complaints, in our words. */
function usageProblem(message: string) {
  const missing = /^Not enough arguments following: (\S+)/.exec(message);
  if (missing) {
    const flag = missing[1] as FlagName;
    const spec = flagSpec(flag);
    return { field: `--${flag}`, message: `needs a value${spec?.unit ? ` (${spec.unit})` : ""}` };
  }
  return { message };
}
