import { listGpus } from "../config/hardware.ts";
import { listModels } from "../config/models.ts";
import { print } from "./print.ts";
import { type Names, suggestions } from "./suggest.ts";

const NAMES: Names = (flag) => {
  if (flag === "model") return listModels();
  return flag === "gpu" ? listGpus() : [];
};

/** Prints what could come next, one a line, as the shell wants it. `args`: the shell, then the words up to the cursor. */
export function complete([shell = "", ...words]: readonly string[]): void {
  const lines = suggestions(joined(words), NAMES).map(({ word, help }) => {
    if (shell === "zsh") return `${word.replaceAll(":", "\\:")}${help === "" ? "" : `:${help}`}`;
    return shell === "fish" && help !== "" ? `${word}\t${help}` : word;
  });
  if (lines.length > 0) print(lines.join("\n"));
}

/** bash cuts words at `=`: `--tp=2` comes as three. */
function joined(words: readonly string[]): string[] {
  const whole: string[] = [];
  for (const [i, word] of words.entries()) {
    if (word === "=" && whole.length > 0) whole.push("");
    else if (words[i - 1] === "=") whole[whole.length - 1] = word;
    else whole.push(word);
  }
  return whole;
}
