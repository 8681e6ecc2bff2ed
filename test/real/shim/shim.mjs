// Stands in for `oc` and `kubectl` at the process boundary: `shim.mjs CLIENT ARG...`. It takes only the arguments that
// the real clients would take, checks every manifest against the schema, runs a Job's container as a process of this
// machine, and answers out of files under $SHIM_STATE. The claim is the folder $SHIM_CLAIM.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "./arguments.mjs";
import { runJob } from "./controller.mjs";
import { copy, execute } from "./files.mjs";
import { list, logs, remove, show, wait } from "./objects.mjs";

const state = process.env.SHIM_STATE;
mkdirSync(join(state, "objects"), { recursive: true });
const [client, ...args] = process.argv.slice(2);

// The schemas are loaded only where something is applied: every other answer is to be quick.
const VERBS = {
  whoami: { flags: [], clients: ["oc"], run: () => console.log("tester") },
  auth: { flags: ["namespace"], run: ({ words }) => mayI(words) },
  apply: { flags: ["namespace", "filename"], run: async (call) => (await import("./apply.mjs")).apply(call) },
  get: {
    flags: ["namespace", "selector", "output", "ignore-not-found"],
    run: (call) => (call.words[1] ? show(call) : list(call)),
  },
  delete: { flags: ["namespace", "ignore-not-found", "cascade", "wait"], run: (call) => remove(call) },
  logs: { flags: ["namespace", "tail"], run: (call) => logs(call) },
  wait: { flags: ["namespace", "for", "timeout"], run: (call) => wait(call) },
  rsync: { flags: ["namespace", "no-perms"], clients: ["oc"], run: (call) => copy(call) },
  exec: { flags: ["namespace"], run: (call) => execute(call) },
  version: {
    flags: ["output"],
    run: () =>
      console.log(JSON.stringify({ serverVersion: { major: "1", minor: process.env.SHIM_MINOR ?? "29" } })),
  },
  // Not the user's: the process that plays the Job controller and the node.
  "run-job": { flags: [], run: ({ words }) => runJob(words[0]) },
};

try {
  const verb = VERBS[args[0]];
  if (!verb || (verb.clients && !verb.clients.includes(client))) {
    throw new Error(`error: unknown command "${args[0]}" for "${client}"`);
  }
  if (process.env.SHIM_LOGGED_OUT && args[0] !== "run-job") {
    throw new Error("error: You must be logged in to the server (Unauthorized)");
  }
  if (process.env.SHIM_FLAKY_FILE && args[1] === "jobs,pods") flake(process.env.SHIM_FLAKY_FILE);
  await verb.run(parse(args.slice(1), verb.flags));
} catch (error) {
  console.error(error.message);
  process.exitCode ||= 1;
}

function mayI([question, ...what]) {
  if (question !== "can-i" || what.join(" ") !== "create jobs.batch")
    throw new Error("error: unexpected auth question");
  console.log(process.env.SHIM_FORBIDDEN ? "no" : "yes");
  if (process.env.SHIM_FORBIDDEN) process.exitCode = 1;
}

/** Fails as often as the file has lines, one line each time: a network that drops now and then. */
function flake(file) {
  const { readFileSync, writeFileSync } = process.getBuiltinModule("node:fs");
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  if (lines.length === 0) return;
  writeFileSync(file, lines.slice(1).join("\n"));
  throw new Error("Unable to connect to the server: net/http: TLS handshake timeout");
}
