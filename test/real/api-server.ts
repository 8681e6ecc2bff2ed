import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "./free-ports.ts";
import { ifKilled } from "./if-killed.ts";

/** Folder with kube-apiserver and kube-controller-manager. */
const FOLDER = process.env.INFERENCE_SIM_KUBE_BIN;
const TOKEN = "loopback";

/** A Kubernetes control plane on loopback: API server, its store, and the controllers. No node. */
export interface ControlPlane {
  readonly env: Readonly<Record<string, string>>;
  /** A call to the API; merge patches for PATCH. */
  readonly api: (method: "GET" | "PATCH", path: string, body?: unknown) => Promise<ApiObject>;
  readonly kubectl: (args: readonly string[], input?: string) => string;
  readonly stop: () => Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: objects of the API, read field by field
export type ApiObject = any;

/** Why there is no control plane here; undefined when there can be one. */
export function controlPlaneObstacle(): string | undefined {
  if (FOLDER === undefined)
    return "INFERENCE_SIM_KUBE_BIN names no folder with kube-apiserver and kube-controller-manager";
  const missing = ["kube-apiserver", "kube-controller-manager"].filter(
    (name) => !existsSync(join(FOLDER, name)),
  );
  const absent = ["etcd", "kubectl"].filter((name) => spawnSync("which", [name]).status !== 0);
  return missing.length + absent.length === 0 ? undefined : `no ${[...missing, ...absent].join(", ")}`;
}

export async function startControlPlane(): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), "kube-"));
  const [client, peer, secure, manager] = (await freePorts(4)) as [number, number, number, number];
  const started: ChildProcess[] = [];
  const spared: (() => void)[] = [];
  const start = (program: string, args: readonly string[]) => {
    const log = openSync(join(folder, `${program.split("/").at(-1)}.log`), "a");
    const child = spawn(program, [...args], { cwd: folder, stdio: ["ignore", log, log] });
    started.push(child);
    spared.push(ifKilled(`kill -9 ${child.pid}; rm -rf '${folder}'`));
  };
  const key = join(folder, "service-account.key");
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(key, pair.privateKey.export({ type: "pkcs1", format: "pem" }));
  writeFileSync(`${key}.pub`, pair.publicKey.export({ type: "spki", format: "pem" }));
  writeFileSync(join(folder, "tokens.csv"), `${TOKEN},tester,1,system:masters\n`);
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, kubeconfigText(secure));
  mkdirSync(join(folder, "etcd"));

  const api: ControlPlane["api"] = (method, path, body) => call(secure, method, path, body);
  const stop = async () => {
    for (const process of started.reverse()) {
      const ended = new Promise((resolve) => process.on("exit", resolve));
      if (process.exitCode === null && process.kill("SIGTERM")) await Promise.race([ended, sleep(5000)]);
      if (process.exitCode === null) process.kill("SIGKILL");
    }
    for (const spare of spared) spare();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    start("etcd", [
      ...[`--data-dir=${folder}/etcd`, `--listen-client-urls=http://127.0.0.1:${client}`],
      ...[
        `--advertise-client-urls=http://127.0.0.1:${client}`,
        `--listen-peer-urls=http://127.0.0.1:${peer}`,
      ],
      ...[
        `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
        `--initial-cluster=default=http://127.0.0.1:${peer}`,
      ],
    ]);
    start(join(FOLDER!, "kube-apiserver"), [
      ...[`--etcd-servers=http://127.0.0.1:${client}`, "--bind-address=127.0.0.1", `--secure-port=${secure}`],
      ...[
        `--cert-dir=${folder}/certs`,
        `--token-auth-file=${folder}/tokens.csv`,
        "--authorization-mode=RBAC",
      ],
      ...["--service-account-issuer=https://loopback", `--service-account-key-file=${key}.pub`],
      ...[`--service-account-signing-key-file=${key}`, "--disable-admission-plugins=ServiceAccount"],
      ...["--service-cluster-ip-range=10.0.0.0/24", "--advertise-address=127.0.0.1"],
    ]);
    await until(async () => (await api("GET", "/api/v1/namespaces/default")).kind === "Namespace", folder);
    start(join(FOLDER!, "kube-controller-manager"), [
      ...[`--kubeconfig=${kubeconfig}`, "--bind-address=127.0.0.1", `--secure-port=${manager}`, "--port=0"],
      ...[
        "--leader-elect=false",
        "--controllers=job,garbagecollector,ttl-after-finished",
        `--cert-dir=${folder}/certs-m`,
      ],
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  const env = { KUBECONFIG: kubeconfig };
  return {
    env,
    api,
    kubectl(args, input = "") {
      const { status, stdout, stderr } = spawnSync("kubectl", [...args], {
        input,
        env: { ...process.env, ...env },
      });
      if (status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`);
      return stdout.toString();
    },
    stop,
  };
}

async function until(ready: () => Promise<boolean>, folder: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await ready().catch(() => false)) return;
    await sleep(200);
  }
  const log = readFileSync(join(folder, "kube-apiserver.log"), "utf8").split("\n").slice(-5).join("\n");
  throw new Error(`kube-apiserver did not come up: ${log}`);
}

function call(port: number, method: string, path: string, body: unknown): Promise<ApiObject> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        rejectUnauthorized: false,
        headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/merge-patch+json" },
      },
      (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () => resolve(JSON.parse(text)));
      },
    );
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function kubeconfigText(port: number): string {
  return `apiVersion: v1
kind: Config
clusters: [{ name: loopback, cluster: { server: "https://127.0.0.1:${port}", insecure-skip-tls-verify: true } }]
users: [{ name: tester, user: { token: ${TOKEN} } }]
contexts: [{ name: loopback, context: { cluster: loopback, user: tester } }]
current-context: loopback
`;
}
