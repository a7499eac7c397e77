// The client of Langfuse 3: prompts and datasets as its programs use them. Prints what it saw as one JSON object.
import { Langfuse } from "langfuse";

const langfuse = new Langfuse({ flushAt: 1 });
const seen = {};

await langfuse.createPrompt({ name: "old/text", prompt: "Hello {{name}}", labels: ["production"], config: { a: 1 } });
const text = await langfuse.getPrompt("old/text");
seen.text = { compiled: text.compile({ name: "you" }), version: text.version, config: text.config };
await langfuse.createPrompt({
  name: "old/chat",
  type: "chat",
  prompt: [{ role: "user", content: "{{q}}" }, { type: "placeholder", name: "more" }],
  labels: ["staging"],
});
const chat = await langfuse.getPrompt("old/chat", undefined, { type: "chat", label: "staging" });
seen.chat = chat.compile({ q: "what?" }, { more: [{ role: "assistant", content: "this" }] });
await langfuse.updatePrompt({ name: "old/chat", version: 1, newLabels: ["production"] });
seen.production = (await langfuse.getPrompt("old/chat", undefined, { type: "chat", cacheTtlSeconds: 0 })).labels;
seen.byVersion = (await langfuse.getPrompt("old/text", 1)).version;
seen.fallback = (await langfuse.getPrompt("old/none", undefined, { fallback: "plan b", maxRetries: 0 })).isFallback;

await langfuse.createDataset({ name: "old set", description: "d", metadata: { m: 1 } });
await langfuse.createDatasetItem({ datasetName: "old set", id: "old-item", input: { q: 1 }, expectedOutput: 2 });
const dataset = await langfuse.getDataset("old set");
seen.items = dataset.items.map((item) => [item.id, item.input, item.expectedOutput, item.status]);
const trace = langfuse.trace({ name: "old task" });
const link = await dataset.items[0].link(trace, "old run", { description: "first", metadata: { try: 1 } });
seen.link = { run: link.datasetRunName, isOfTrace: link.traceId === trace.id };
const run = await langfuse.getDatasetRun({ datasetName: "old set", runName: "old run" });
seen.run = { description: run.description, metadata: run.metadata, items: run.datasetRunItems.length };
seen.runs = (await langfuse.getDatasetRuns("old set")).data.length;
seen.item = (await langfuse.getDatasetItem("old-item")).datasetName;

await langfuse.shutdownAsync();
console.log(JSON.stringify(seen));
