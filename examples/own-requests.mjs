// Requests of one's own: what do long prompts now and then do to the chats beside them?
import { simulate } from "inference-sim";

const SECONDS = 60;
const chats = Array.from({ length: 5 * SECONDS }, (_, i) => ({
  arrivalMs: 200 * i,
  promptTokens: 300,
  outputTokens: 150,
}));
const documents = Array.from({ length: SECONDS / 5 }, (_, i) => ({
  arrivalMs: 5000 * i + 2500,
  promptTokens: 30_000,
  outputTokens: 300,
}));
const both = [...chats, ...documents].sort((a, b) => a.arrivalMs - b.arrivalMs);

/** The largest gap a chat's tokens had on average, and the latest first token, milliseconds. */
async function worstChat(requests, settings = {}) {
  const { latencies } = await simulate({ model: "llama-3.1-8b", gpu: "H100", requests, ...settings });
  const rows = requests.flatMap(({ promptTokens }, row) => (promptTokens === 300 ? [row] : []));
  const worst = (column) => Math.max(...rows.map((row) => column[row])).toFixed(1);
  return `TTFT up to ${worst(latencies.ttftMs)} ms, TPOT up to ${worst(latencies.tpotMs)} ms`;
}

console.log(`chats alone:             ${await worstChat(chats)}`);
console.log(`with documents:          ${await worstChat(both)}`);
console.log(`in chunks of 1,024:      ${await worstChat(both, { longPrefillTokenThreshold: 1024 })}`);
