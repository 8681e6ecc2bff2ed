import { UserError } from "../../errors.ts";

/** One command line that starts a vLLM server, cut into what it consists of. */
export interface ServerCommand {
  /** Assignments before the command, and those that `docker run -e` passes. */
  readonly environment: ReadonlyMap<string, string>;
  /** Tag of vLLM's image, where it is run from one: `v0.11.0`. */
  readonly imageTag?: string;
  /** vLLM's own arguments. */
  readonly args: readonly string[];
}

const SERVER_MODULE = /^vllm\.entrypoints\.(openai\.)?api_server$/;
/** An image whose entry point is the server: `vllm/vllm-openai:v0.11.0`, `registry/rhaiis/vllm-cuda-rhel9:3.2`. */
const IMAGE = /^(?:[\w.:/-]*\/)?(vllm-(?:openai|cuda)[\w.-]*)(?::([\w.-]+))?(?:@sha256:\w+)?$/;
const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;

/**
 * Finds the server in `[A=1] vllm serve ...`, `python -m vllm.entrypoints.openai.api_server ...`,
 * `docker run ... vllm/vllm-openai:TAG ...`, whatever launches it, or takes bare flags as its own.
 *
 * @throws UserError when the words start no vLLM server
 */
export function serverCommand(words: readonly string[], field: string): ServerCommand {
  if (words.length === 0) throw new UserError({ field, message: "holds no command" });
  const bare = words[0]!.startsWith("-") ? 0 : undefined;
  const found = afterServe(words) ?? afterModule(words) ?? afterImage(words);
  const start = found?.start ?? bare;
  if (start === undefined) {
    throw new UserError({
      field,
      message:
        'starts no vLLM server: it has neither "vllm serve" nor "-m vllm.entrypoints.openai.api_server"',
      got: words.slice(0, 4).join(" "),
    });
  }
  return {
    environment: environmentOf(found === undefined ? [] : words.slice(0, start)),
    ...(found?.imageTag === undefined ? {} : { imageTag: found.imageTag }),
    args: words.slice(start),
  };
}

interface Found {
  readonly start: number;
  readonly imageTag?: string;
}

function afterServe(words: readonly string[]): Found | undefined {
  const at = words.findIndex((word, i) => /(^|\/)vllm$/.test(word) && words[i + 1] === "serve");
  return at < 0 ? undefined : { start: at + 2 };
}

function afterModule(words: readonly string[]): Found | undefined {
  const at = words.findIndex((word, i) => SERVER_MODULE.test(word) && words[i - 1] === "-m");
  return at < 0 ? undefined : { start: at + 1 };
}

function afterImage(words: readonly string[]): Found | undefined {
  if (!words.some((word) => /(^|\/)(docker|podman|nerdctl|singularity|apptainer)$/.test(word)))
    return undefined;
  const at = words.findIndex((word) => IMAGE.test(word));
  if (at < 0) return undefined;
  const [, name, tag] = IMAGE.exec(words[at]!)!;
  // Other images number their tags in a way of their own.
  return { start: at + 1, ...(name === "vllm-openai" && tag !== undefined ? { imageTag: tag } : {}) };
}

function environmentOf(words: readonly string[]): Map<string, string> {
  const pairs = words
    .map((word) => ASSIGNMENT.exec(word.replace(/^--env=/, "")))
    .filter((match) => match !== null);
  return new Map(pairs.map(([, name = "", value = ""]) => [name, value]));
}
