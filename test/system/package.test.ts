import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./cli.ts";

const run = promisify(execFile);
const TSC = join(ROOT, "node_modules", "typescript", "bin", "tsc");
/** More than this and something is in it that nobody asked for. */
const MOST_PACKED_BYTES = 3_000_000;

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** An entry as it is bundled for browsers, but readable. */
async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" },
  });
  return outputFiles[0]!.text;
}

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort();
}

function packagesIn(bundles: readonly string[]): string[] {
  const module = /^ *\/\/ .*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\/\S+$/gm;
  return sorted(bundles.flatMap((text) => [...text.matchAll(module)].map(([, name]) => name!)));
}

function packagesNamed(notices: string): string[] {
  return sorted([...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \(\S+\)$/gm)].map(([, name]) => name!));
}

describe("the package, packed and installed in an empty project", () => {
  let project = "";
  let packed: Packed;
  const inProject = (command: string, ...args: string[]) => run(command, args, { cwd: project });
  const node = (...args: string[]) => inProject(process.execPath, ...args);

  beforeAll(async () => {
    project = mkdtempSync(join(tmpdir(), "inference-sim-consumer-"));
    // The build has run; `prepare` would run it again, under the feet of other tests.
    const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", project];
    packed = JSON.parse((await run("npm", pack, { cwd: ROOT })).stdout)[0];
    writeFileSync(join(project, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }');
    // Offline: everything that the package needs is in it.
    const install = ["install", "--offline", "--no-audit", "--no-fund", "--cache", join(project, "cache")];
    await inProject("npm", ...install, `./${packed.filename}`);
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it("holds what a user needs and nothing else", () => {
    const paths = packed.files.map(({ path }) => path);
    for (const path of [
      "dist/cli.js",
      "dist/index.js",
      "dist/browser.js",
      "dist/playground.html",
      "dist/types/index.d.ts",
      "dist/THIRD-PARTY-NOTICES.txt",
      "configs/hardware_config.json",
      "bench_data/h100/manifest.json",
      "LICENSE",
    ]) {
      expect(paths).toContain(path);
    }
    expect(paths.filter((path) => /^(src|test|scripts|node_modules|out)\//.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(MOST_PACKED_BYTES);
  });

  it("brings no other package with it", () => {
    const installed = readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."));
    expect(installed).toEqual(["inference-sim"]);
  });

  it("names the licence of everything that is bundled, and nothing else", async () => {
    const dist = join(project, "node_modules", "inference-sim", "dist");
    // Bundles that are not minified say before each module which file it was.
    const minified = ["src/browser/index.ts", "src/browser/page/app.ts"].map((entry) => bundled(entry));
    const node = readdirSync(dist, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".js") && name !== "browser.js")
      .map((name) => readFileSync(join(dist, name), "utf8"));
    const [browser, page] = await Promise.all(minified);
    const notices = readFileSync(join(dist, "THIRD-PARTY-NOTICES.txt"), "utf8");
    expect(packagesNamed(notices)).toEqual(packagesIn([...node, browser!, page!]));
    expect(packagesIn(node).length).toBeGreaterThan(30);
    expect(notices).not.toContain("undefined");
    for (const name of packagesIn([browser!])) {
      const head = readFileSync(join(dist, "browser.js"), "utf8").split("\n", 1)[0];
      expect(head).toMatch(new RegExp(`^/\\*! .*\\b${name} \\d+\\.\\d+\\.\\d+ \\(`));
    }
    const html = readFileSync(join(dist, "playground.html"), "utf8");
    for (const name of packagesIn([page!]))
      expect(html).toMatch(new RegExp(`^${name} \\d.* \\(\\S+\\)$`, "m"));
    expect(html).toContain("Permission to use, copy, modify");
  });

  it("runs as a command", async () => {
    const { stdout } = await inProject(join(project, "node_modules", ".bin", "inference-sim"), "--version");
    expect(stdout.trim()).toBe(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version);
  });

  it("runs the examples", async () => {
    cpSync(join(ROOT, "examples"), join(project, "examples"), { recursive: true });
    const { stdout } = await node("examples/one-run.mjs");
    expect(stdout).toBe((await run(process.execPath, [join(ROOT, "examples", "one-run.mjs")])).stdout);
  });

  it("simulates without Node's modules", async () => {
    const folder = join(project, "node_modules", "inference-sim");
    expect(readFileSync(join(folder, "dist", "browser.js"), "utf8")).not.toMatch(/from\s*"(node:)?\w+"/);
    const code = `
      import { readFileSync } from "node:fs";
      import { gpuFromEntry, modelFromConfig, simulate } from "inference-sim/browser";
      const json = (path) => JSON.parse(readFileSync("node_modules/inference-sim/configs/" + path, "utf8"));
      const model = modelFromConfig("llama", json("models/llama-3.1-8b.json"));
      const gpu = gpuFromEntry("H100", json("hardware_config.json").H100);
      const { summary } = await simulate({ model, gpu, numPrompts: 20, requestRate: 5 });
      console.log(summary.completed, summary.ttft.meanMs > 0);`;
    writeFileSync(join(project, "browser.mjs"), code);
    expect((await node("browser.mjs")).stdout).toBe("20 true\n");
  });

  it.each([
    ["node.ts", "NodeNext"],
    ["node.ts", "Node16"],
    ["node.ts", "Bundler"],
    ["browser.ts", "Bundler"],
  ])("has declarations that %s agrees with (%s)", async (file, resolution) => {
    const folder = join(project, `types-${resolution}-${file}`);
    mkdirSync(folder);
    cpSync(join(ROOT, "test", "system", "consumer", file), join(folder, file));
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: false,
      target: "ES2023",
      lib: ["ES2023"],
      // Not even Node's: the declarations stand alone.
      types: [],
      module: resolution === "Bundler" ? "ESNext" : resolution,
      moduleResolution: resolution,
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
    const { stdout } = await node(TSC, "-p", folder).catch((error) => error as { stdout: string });
    expect(stdout).toBe("");
  });

  it("keeps what is not exported to itself", async () => {
    await expect(node("-e", 'await import("inference-sim/dist/cli.js")')).rejects.toThrow(
      "ERR_PACKAGE_PATH_NOT_EXPORTED",
    );
  });
});
