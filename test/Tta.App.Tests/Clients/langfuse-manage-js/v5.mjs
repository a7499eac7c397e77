// The client of Langfuse 5: every call that manages prompts, datasets, scores, models and media. Prints what it saw as one JSON object.
import { LangfuseClient } from "@langfuse/client";
import { LangfuseMedia } from "@langfuse/core";

const langfuse = new LangfuseClient();
const seen = {};

await langfuse.prompt.create({ name: "js/inner", prompt: "be {{mood}}", labels: ["production"] });
await langfuse.prompt.create({
  name: "js/chat",
  type: "chat",
  prompt: [
    { role: "system", content: "@@@langfusePrompt:name=js/inner|label=production@@@" },
    { type: "placeholder", name: "history" },
    { role: "user", content: "{{question}}" },
  ],
  config: { model: "gpt-4o", temperature: 0.5 },
  labels: ["production"],
  tags: ["js"],
  commitMessage: "first",
});
const chat = await langfuse.prompt.get("js/chat", { type: "chat" });
seen.compiled = chat.compile({ mood: "kind", question: "why?" }, { history: [{ role: "user", content: "hi" }] });
seen.chat = { version: chat.version, config: chat.config, labels: chat.labels, tags: chat.tags, commitMessage: chat.commitMessage, isFallback: chat.isFallback };
await langfuse.prompt.create({ name: "js/inner", prompt: "stay {{mood}}" });
await langfuse.prompt.update({ name: "js/inner", version: 2, newLabels: ["production"] });
seen.moved = (await langfuse.prompt.get("js/inner", { cacheTtlSeconds: 0 })).compile({ mood: "calm" });
seen.fallback = (await langfuse.prompt.get("js/none", { fallback: "plan b" })).isFallback;
seen.listed = (await langfuse.api.prompts.list({ tag: "js" })).data;
await langfuse.prompt.create({ name: "js/gone", prompt: "x" });
await langfuse.prompt.delete("js/gone");
seen.gone = await langfuse.prompt.get("js/gone", { cacheTtlSeconds: 0 }).then(() => false, (e) => e.statusCode ?? String(e));

const image = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 255]);
const dataset = await langfuse.api.datasets.create({ name: "js set", description: "questions", metadata: { owner: "js" } });
const item = await langfuse.dataset.createItem({
  datasetName: "js set",
  input: { question: "what?", image: new LangfuseMedia({ source: "bytes", contentBytes: image, contentType: "image/png" }) },
  expectedOutput: "that",
  metadata: { hard: true },
});
seen.reference = item.input.image;
seen.resolved = await langfuse.media.resolveReferences({ obj: { image: item.input.image }, resolveWith: "base64DataUri" });
const fetched = await langfuse.dataset.get("js set");
seen.items = fetched.items.length;
seen.mediaReferences = item.mediaReferences.map((r) => [r.field, r.jsonPath, r.media.contentType, r.media.contentLength]);

const result = await fetched.runExperiment({
  name: "js experiment",
  runName: "js run",
  description: "tries",
  metadata: { model: "fake" },
  task: async (each) => `answer to ${each.input.question}`,
  evaluators: [async ({ output }) => ({ name: "length", value: output.length })],
  runEvaluators: [async ({ itemResults }) => ({ name: "count", value: itemResults.length })],
});
seen.run = { name: result.runName, hasId: Boolean(result.datasetRunId), output: result.itemResults[0].output };
seen.runItems = (await langfuse.api.datasets.getRun("js set", "js run")).datasetRunItems.length;
seen.runs = (await langfuse.api.datasets.getRuns("js set")).data.map((run) => run.name);
seen.runItemsListed = (await langfuse.api.datasetRunItems.list({ datasetId: dataset.id, runName: "js run" })).data.length;

const config = await langfuse.api.scoreConfigs.create({ name: "js quality", dataType: "CATEGORICAL", categories: [{ label: "good", value: 1 }] });
seen.config = (await langfuse.api.scoreConfigs.update(config.id, { description: "by hand" })).description;
seen.configs = (await langfuse.api.scoreConfigs.get()).data.length;
const model = await langfuse.api.models.create({ modelName: "js-model", matchPattern: "(?i)^js-model$", unit: "TOKENS", inputPrice: 0.000001, outputPrice: 0.000002 });
seen.model = (await langfuse.api.models.get(model.id)).prices;
seen.models = (await langfuse.api.models.list({ limit: 1 })).meta.totalItems;
const prompt = await langfuse.api.prompts.get("js/chat");
const comment = await langfuse.api.comments.create({ projectId: "tta", objectType: "PROMPT", objectId: prompt.id, content: "nice" });
seen.comment = (await langfuse.api.comments.getById(comment.id)).content;
const queue = await langfuse.api.annotationQueues.createQueue({ name: "js queue", scoreConfigIds: [config.id] });
await langfuse.api.annotationQueues.createQueueItem(queue.id, { objectId: "trace", objectType: "TRACE" });
seen.queued = (await langfuse.api.annotationQueues.listQueueItems(queue.id)).data.map((each) => each.status);

await langfuse.shutdown();
console.log(JSON.stringify(seen));
