import type { MemoryPlan } from "../roofline/memory.ts";

export interface MemoryJson {
  readonly weightBytes: number;
  readonly activationBytes: number;
  readonly kvBlocks: number;
  readonly kvTokens: number;
  readonly fits: boolean;
}

export function memoryJson(_plan: MemoryPlan): MemoryJson {
  throw new Error("memoryJson: not yet");
}

export function memoryText(_plan: MemoryPlan): string {
  throw new Error("memoryText: not yet");
}

export function memoryCsv(_plan: MemoryPlan): string {
  throw new Error("memoryCsv: not yet");
}
