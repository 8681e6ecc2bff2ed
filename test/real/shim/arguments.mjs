/** Words, flags, and what follows `--`. An unknown flag is refused as the real clients refuse it. */
export function parse(args, known) {
  const words = [];
  const flags = {};
  const end = args.indexOf("--");
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const match = /^--([a-z-]+)(?:=(.*))?$/.exec(arg);
    if (!match) {
      if (arg.startsWith("-")) throw new Error(`error: unknown shorthand flag: ${arg}`);
      words.push(arg);
    } else if (known.includes(match[1])) flags[match[1]] = match[2] ?? "true";
    else throw new Error(`error: unknown flag: --${match[1]}`);
  }
  return { words, flags, after: end < 0 ? [] : args.slice(end + 1) };
}
