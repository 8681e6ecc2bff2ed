// What does a step cost, and why? Decode steps of growing batches, part by part.
import { priceStep, STEP_PARTS } from "inference-sim";

const CONTEXT = 2048;

console.log(`batch   step ms   us/token   ${STEP_PARTS.join("  ")}`);
for (const count of [1, 8, 32, 128, 256]) {
  const { price } = priceStep({ model: "llama-3.1-8b", gpu: "H100", decode: [{ count, context: CONTEXT }] });
  const shares = STEP_PARTS.map((part) => {
    const share = (100 * price[`${part}Ns`]) / price.totalNs;
    return `${share.toFixed(0)} %`.padStart(part.length);
  });
  const ms = (price.totalNs / 1e6).toFixed(2).padStart(9);
  const each = (price.totalNs / 1e3 / count).toFixed(0).padStart(8);
  console.log(`${String(count).padStart(5)} ${ms}   ${each}   ${shares.join("  ")}`);
}
