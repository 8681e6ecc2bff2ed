import { stringify } from "yaml";
import { EXIT, UserError } from "../errors.ts";
import { exec, execOk, oneLine } from "./exec.ts";
import type { JobStatus } from "./job.ts";
import {
  FILES_PATH,
  filesManifest,
  filesName,
  jobManifest,
  type KubernetesOptions,
} from "./kubernetes-manifest.ts";
import { parseJobs } from "./kubernetes-status.ts";
import type { JobFiles, RenderedFile, Scheduler, Submitted } from "./scheduler.ts";

/** The command-line client: `oc` knows logins of its own, the rest is the same. */
export type KubernetesClient = "oc" | "kubectl";

/** Kubernetes or OpenShift, one Job each. `files` is what `provide` will be given: Jobs name it. */
export function kubernetesScheduler(
  client: KubernetesClient,
  options: KubernetesOptions,
  files: JobFiles,
): Scheduler {
  const inNamespace = `--namespace=${options.namespace}`;
  const selector = Object.entries(options.labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const jobYaml = (job: Parameters<Scheduler["render"]>[0]) =>
    stringify(jobManifest(job, filesName(files), options));
  // Line by line as they are, since people read them with --dry-run.
  const filesYaml = (texts: JobFiles) =>
    stringify(filesManifest(texts, options), { lineWidth: 0, blockQuote: "literal" });
  return {
    name: client === "oc" ? "openshift" : "kubernetes",
    gpus: Number.POSITIVE_INFINITY,
    filesFolder: FILES_PATH,
    check: () => check(client, options),
    async provide(texts) {
      await execOk(client, ["apply", inNamespace, "--filename=-"], { input: filesYaml(texts) });
    },
    async submit(job) {
      await execOk(client, ["apply", inNamespace, "--filename=-"], { input: jobYaml(job) });
      return job.name;
    },
    async find(job) {
      const found = await execOk(client, [
        "get",
        "job",
        job.name,
        inNamespace,
        "--ignore-not-found",
        "--output=name",
      ]);
      return found.trim() === "" ? undefined : job.name;
    },
    async poll(submitted) {
      const json = await execOk(client, [
        "get",
        "jobs,pods",
        inNamespace,
        `--selector=${selector}`,
        "--output=json",
      ]);
      const states = parseJobs(json, Date.now());
      return new Map(submitted.map(({ id }) => [id, states.get(id) ?? GONE]));
    },
    async cancel({ id }: Submitted) {
      await execOk(client, [
        "delete",
        "job",
        id,
        inNamespace,
        "--ignore-not-found",
        "--cascade=background",
        "--wait=false",
      ]);
    },
    async lastWords({ id }) {
      const { code, stdout } = await exec(client, ["logs", `job/${id}`, inNamespace, "--tail=20"]);
      return code === 0 ? stdout.toString() : "";
    },
    render: (job): RenderedFile => ({ name: `${job.name}.yaml`, text: jobYaml(job) }),
    renderFiles: (texts) => [{ name: `${filesName(texts)}.yaml`, text: filesYaml(texts) }],
  };
}

const GONE: JobStatus = { state: "failed", reason: "the Job is gone from the cluster" };

async function check(client: KubernetesClient, { namespace, claim }: KubernetesOptions): Promise<void> {
  const inNamespace = `--namespace=${namespace}`;
  if (client === "oc") {
    const { code, stderr } = await exec("oc", ["whoami"]);
    if (code !== 0) throw notLoggedIn("oc", stderr, "Log in first: oc login");
  }
  const allowed = await exec(client, ["auth", "can-i", "create", "jobs.batch", inNamespace]);
  const answer = allowed.stdout.toString().trim();
  if (answer === "no") {
    throw new UserError({
      field: "namespace",
      message: "is one in which you may not create Jobs",
      got: namespace,
      remedy: "Choose another with --namespace, or ask for the role `edit` in it",
    });
  }
  if (allowed.code !== 0) {
    throw notLoggedIn(client, allowed.stderr, "Check `kubectl config current-context` and your login");
  }
  const found = await exec(client, ["get", "persistentvolumeclaim", claim, inNamespace, "--output=name"]);
  if (found.code !== 0) {
    throw new UserError({
      field: "claim",
      message: `cannot be found in namespace ${namespace} (${oneLine(found.stderr)})`,
      got: claim,
      remedy: "Name a persistent volume claim of that namespace with --claim",
    });
  }
}

function notLoggedIn(client: KubernetesClient, stderr: string, remedy: string): UserError {
  return new UserError(
    { message: `${client} cannot reach the cluster: ${oneLine(stderr)}`, remedy },
    EXIT.usage,
  );
}
