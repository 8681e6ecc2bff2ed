import { randomStream } from "../../src/workload/rng.ts";

/** Words that parsers and checks stumble over. */
const NASTY = [
  ...[
    "-1",
    "0",
    "1e999",
    "-1e999",
    "NaN",
    "inf",
    "Infinity",
    "null",
    "true",
    "0x10",
    "1_000",
    "08",
    "1e-320",
  ],
  ...[
    "999999999999999999999",
    "9007199254740993",
    "2147483648",
    "0.1",
    "1.5",
    "1,2",
    "1,,2",
    ",",
    "[]",
    "{}",
  ],
  ...[
    '"',
    "'",
    ":",
    "- ",
    "#",
    "\\",
    "\n",
    "\t",
    "\u0000",
    "\u2028",
    "é",
    "😀",
    "&a",
    "*a",
    "<<: *a",
    "!!int x",
    "---",
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "model",
    "tp",
    "{{",
    "}}",
    "$x",
    "a".repeat(5000),
  ],
];

/** A text with one to four slips: parts lost, doubled, swapped, or replaced by what nobody meant. Seeded by its number. */
export function mutate(text: string, number: number): string {
  const random = randomStream(number, "config-fuzz");
  const below = (count: number) => Math.floor(random() * count);
  let mutated = text;
  for (let slips = 1 + below(4); slips > 0; slips--) {
    const at = below(mutated.length + 1);
    const end = Math.min(mutated.length, at + 1 + below(12));
    const [before, part, after] = [mutated.slice(0, at), mutated.slice(at, end), mutated.slice(end)];
    const lines = mutated.split("\n");
    const line = below(lines.length);
    switch (below(7)) {
      case 0:
        mutated = before + after;
        break;
      case 1:
        mutated = before + part + part + after;
        break;
      case 2:
        mutated = before + NASTY[below(NASTY.length)]! + after;
        break;
      case 3:
        mutated = replaceNth(mutated, /-?\d+(\.\d+)?/g, below(40), NASTY[below(NASTY.length)]!);
        break;
      case 4:
        mutated = replaceNth(mutated, /[\w.-]+/g, below(60), NASTY[below(NASTY.length)]!);
        break;
      case 5:
        mutated = [...lines.slice(0, line), ...lines.slice(line + 1), lines[line]!].join("\n");
        break;
      default:
        mutated = before + String.fromCharCode(below(0x250)) + after;
    }
  }
  return mutated;
}

function replaceNth(text: string, pattern: RegExp, which: number, by: string): string {
  let seen = 0;
  return text.replace(pattern, (found) => (seen++ === which ? by : found));
}
