// Has llama.cpp answer many clients at once, by the continuous batching of the npm package:
//   node crowd.mjs FILE CLIENTS PROMPT TOKENS THREADS
// Run by crowd.py in the folder where the package was installed; prints one line of JSON.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [file, ...numbers] = process.argv.slice(2);
const [clients, prompt, tokens, threads] = numbers.map(Number);
const found = createRequire(process.cwd() + "/").resolve("node-llama-cpp");
const { getLlama } = await import(pathToFileURL(found).href);

const llama = await getLlama({ gpu: false, build: "never", maxThreads: threads, logLevel: "error" });
const model = await llama.loadModel({ modelPath: file, gpuLayers: 0, useMmap: true });
const context = await model.createContext({
  sequences: clients,
  contextSize: prompt + tokens + 8,
  batchSize: 512,
  threads,
  experimentalKvCacheKeyType: "F16",
  experimentalKvCacheValueType: "F16",
});

// The same tokens as crowd.py's.
const text = (client) => Array.from({ length: prompt }, (_, i) => 100 + ((i * 7919 + client * 104729) % 90000));

async function answer(client, begun) {
  const sequence = context.getSequence();
  let first = 0;
  let count = 0;
  for await (const _ of sequence.evaluate(text(client), { temperature: 0, yieldEogToken: true })) {
    count += 1;
    first ||= performance.now() - begun;
    if (count >= tokens) break;
  }
  sequence.dispose();
  return { first: first / 1000, count };
}

async function crowd() {
  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: clients }, (_, c) => answer(c, begun)));
  return { seconds: (performance.now() - begun) / 1000, answers };
}

console.log(JSON.stringify(await crowd()));
process.exit(0);
