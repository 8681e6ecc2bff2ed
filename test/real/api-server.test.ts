import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CampaignState } from "../../src/ingest/campaign/state.ts";
import { type ControlPlane, controlPlaneObstacle, startControlPlane } from "./api-server.ts";
import { type BuiltCli, buildCli } from "./built-cli.ts";
import { nodeAgent } from "./node-agent.ts";

// Two cores, other tests beside these.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const KERNELS = fileURLToPath(new URL("kernels", import.meta.url));
const obstacle = controlPlaneObstacle();

describe.skipIf(obstacle !== undefined)(
  `a campaign on a real API server${obstacle ? ` [skipped: ${obstacle}]` : ""}`,
  () => {
    let cli: BuiltCli;
    let plane: ControlPlane;
    let agent: ReturnType<typeof nodeAgent>;
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "campaign-"));
      [cli, plane] = await Promise.all([buildCli(), startControlPlane()]);
      plane.kubectl(["create", "namespace", "diya"]);
      plane.kubectl(
        ["apply", "--namespace=diya", "--filename=-"],
        `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: inference-sim-workspace }
spec: { accessModes: [ReadWriteMany], resources: { requests: { storage: 1Gi } } }
`,
      );
      vi.stubEnv("FAKE_KERNEL_HANG", "mha/decode/28-4-128-tp2.csv");
      agent = nodeAgent(plane, "diya", join(folder, "node"));
    });
    afterAll(async () => {
      await agent?.stop();
      await plane?.stop();
      vi.unstubAllEnvs();
      cli?.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    test("its Jobs are taken, run, and ended at their limit", async () => {
      const campaign = join(folder, "campaign");
      const only = "gemm,28-4-128/prefill,28-4-128/decode/tp1,28-4-128/decode/tp2,32-8-128/prefill";
      const { code, stderr } = await cli.run(
        [
          ...[
            "bench",
            "submit",
            "--target",
            "kubernetes",
            "--campaign",
            campaign,
            "--kernels",
            KERNELS,
            "--self-test",
          ],
          ...["--poll-interval", "0.5", "--only", only, "--time-limit", "0.15"],
        ],
        plane.env,
      );
      expect(code, stderr).toBe(4);
      const { jobs } = JSON.parse(readFileSync(join(campaign, "campaign.json"), "utf8")) as CampaignState;
      expect(Object.entries(jobs).map(([id, { state }]) => `${id} ${state}`)).toEqual([
        "gemm succeeded",
        "28-4-128/prefill succeeded",
        "28-4-128/decode/tp1 succeeded",
        "28-4-128/decode/tp2 timed-out",
        "32-8-128/prefill succeeded",
      ]);
      const stamp = jobs.gemm!.name.slice(-15);
      const results = join(folder, "node", "claim", "infersim-benchmark", `h100-${stamp}`);
      expect(existsSync(join(results, "gemm", "data.csv"))).toBe(true);
      // The one past its limit is deleted with its pod; the others stay for a week.
      const left = plane.kubectl(["get", "jobs", "--namespace=diya", "--output=name"]).trim().split("\n");
      expect(left).toHaveLength(4);
    });

    test("every manifest of the campaign is one that the server takes", async () => {
      const dry = [
        "bench",
        "submit",
        "--target",
        "kubernetes",
        "--campaign",
        join(folder, "dry"),
        "--dry-run",
      ];
      const { stdout } = await cli.run([...dry, "--with", "fp8,allreduce,sdpa"]);
      const taken = plane.kubectl(
        ["apply", "--namespace=diya", "--dry-run=server", "--filename=-", "--output=name"],
        stdout,
      );
      expect(
        taken
          .trim()
          .split("\n")
          .filter((name) => name.startsWith("job")),
      ).toHaveLength(28);
    });

    test("a claim that the namespace lacks is told before anything is handed over", async () => {
      const args = [
        "bench",
        "submit",
        "--target",
        "kubernetes",
        "--campaign",
        join(folder, "none"),
        "--kernels",
        KERNELS,
      ];
      const { code, stderr } = await cli.run([...args, "--claim", "another", "--self-test"], plane.env);
      expect(code).toBe(2);
      expect(stderr).toContain("claim cannot be found in namespace diya");
    });
  },
);
