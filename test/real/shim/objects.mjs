import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { all, erase, read } from "./store.mjs";

const KINDS = { job: "Job", jobs: "Job", pod: "Pod", pods: "Pod" };

/** `get jobs,pods --selector=a=b --output=json` */
export function list({ words, flags }) {
  const kinds = words[0].split(",").map((word) => KINDS[word]);
  if (flags.output !== "json") throw new Error("error: only --output=json is expected");
  const wanted = flags.selector.split(",").map((pair) => pair.split("="));
  const matches = ({ metadata: { labels = {} } }) => wanted.every(([key, value]) => labels[key] === value);
  const items = all().filter((object) => kinds.includes(object.kind) && matches(object));
  console.log(JSON.stringify({ apiVersion: "v1", kind: "List", items }));
}

/** `get job NAME --ignore-not-found --output=name`, `get persistentvolumeclaim NAME --output=name` */
export function show({ words: [kind, name], flags }) {
  const there =
    kind === "persistentvolumeclaim" ? name === process.env.SHIM_CLAIM_NAME : read(KINDS[kind], name);
  if (there) console.log(`${kind === "job" ? "job.batch" : kind}/${name}`);
  else if (!flags["ignore-not-found"])
    throw new Error(`Error from server (NotFound): ${kind}s "${name}" not found`);
}

export function remove({ words: [kind, name] }) {
  erase(KINDS[kind], name);
  if (kind !== "job") return;
  for (const { kind: other, metadata } of all()) {
    if (other === "Pod" && metadata.labels?.["job-name"] === name) erase("Pod", metadata.name);
  }
}

/** `logs job/NAME --tail=20` */
export function logs({ words: [target], flags }) {
  const job = target.replace(/^job\//, "");
  const file = join(process.env.SHIM_STATE, `${job}-0.log`);
  if (!existsSync(file)) throw new Error(`error: no pod of ${target}`);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  console.log(lines.slice(-Number(flags.tail)).join("\n"));
}

/** `wait pod/NAME --for=condition=Ready --timeout=60s` */
export function wait({ words: [target], flags }) {
  const pod = read("Pod", target.replace(/^pod\//, ""));
  if (flags.for !== "condition=Ready" || !/^\d+s$/.test(flags.timeout))
    throw new Error("error: unexpected wait");
  if (pod?.status.phase !== "Running") throw new Error(`Error from server (NotFound): ${target} not found`);
  console.log(`${target} condition met`);
}
