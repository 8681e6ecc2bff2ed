import { describe, expect, it } from "vitest";
import { serverCommand } from "../../../src/config/vllm/server-command.ts";

const command = (text: string) => serverCommand(text.split(" "), "--vllm-args");

describe("serverCommand", () => {
  it.each([
    "vllm serve m --a 1",
    "/opt/venv/bin/vllm serve m --a 1",
    "A=1 B=2 nohup vllm serve m --a 1",
    "srun --gpus 2 python3 -m vllm.entrypoints.openai.api_server m --a 1",
    "python -m vllm.entrypoints.api_server m --a 1",
    "docker run --gpus all -p 8000:8000 vllm/vllm-openai:latest m --a 1",
    "podman run registry.example/rhaiis/vllm-cuda-rhel9:3.2 m --a 1",
  ])("finds the arguments of %j", (text) => {
    expect(command(text).args).toEqual(["m", "--a", "1"]);
  });

  it("takes bare flags", () => {
    expect(command("--model m").args).toEqual(["--model", "m"]);
  });

  it("keeps the environment, docker's too", () => {
    expect([...command("A=1 B=x=y vllm serve m C=3").environment]).toEqual([
      ["A", "1"],
      ["B", "x=y"],
    ]);
    const { environment } = command("docker run -e A=1 --env=B=2 vllm/vllm-openai:v0.11.0 --model m");
    expect(Object.fromEntries(environment)).toEqual({ A: "1", B: "2" });
  });

  it("knows the version by the image's tag, where it is vLLM's own", () => {
    expect(command("docker run vllm/vllm-openai:v0.11.0 --model m").imageTag).toBe("v0.11.0");
    expect(command("docker run vllm/vllm-openai --model m").imageTag).toBeUndefined();
    expect(command("docker run example.com/vllm-cuda-rhel9:3.2 --model m").imageTag).toBeUndefined();
  });

  it.each(["sglang serve m", "vllm bench serve --model m", "python serve.py"])("refuses %j", (text) => {
    expect(() => command(text)).toThrow('--vllm-args starts no vLLM server: it has neither "vllm serve"');
  });

  it("refuses nothing at all", () => {
    expect(() => serverCommand([], "--vllm-args")).toThrow("--vllm-args holds no command");
  });
});
