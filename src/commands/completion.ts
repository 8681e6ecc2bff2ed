import { EXIT, type ExitCode, UserError } from "../errors.ts";
import type { Invocation } from "./command.ts";
import { COMPLETE } from "./complete-word.ts";
import { print } from "./print.ts";

const NAME = "inference-sim";

/** Each asks the program for the words that could come next, and falls back to files. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# ${NAME} completion bash >> ~/.bashrc
_inference_sim() {
  mapfile -t COMPREPLY < <("\${COMP_WORDS[0]}" ${COMPLETE} bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o bashdefault -o default -F _inference_sim ${NAME}
`,
  zsh: `# ${NAME} completion zsh >> ~/.zshrc
_inference_sim() {
  local -a found
  found=("\${(@f)$("\${words[1]}" ${COMPLETE} zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then _describe '${NAME}' found; else _files; fi
}
compdef _inference_sim ${NAME}
`,
  fish: `# ${NAME} completion fish > ~/.config/fish/completions/${NAME}.fish
function __inference_sim
  ${NAME} ${COMPLETE} fish (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null
end
complete -c ${NAME} -f -n 'count (__inference_sim) >/dev/null' -a '(__inference_sim)'
`,
};

export async function run({ positionals }: Invocation): Promise<ExitCode | undefined> {
  const shell = positionals.shell!;
  const script = SCRIPTS[shell];
  if (script === undefined) {
    const shells = Object.keys(SCRIPTS).join(", ");
    throw new UserError({ field: "completion", message: `knows ${shells}`, got: shell });
  }
  print(script);
  return EXIT.ok;
}
