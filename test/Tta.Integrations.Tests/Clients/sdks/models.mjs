// node models.mjs URL: talks to the model server by the official OpenAI and Anthropic clients and prints what came back as JSON.
import OpenAI from "openai";
import Anthropic from "@anthropic-ai/sdk";

const url = process.argv[2];
const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: "key", maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: url, apiKey: "key", maxRetries: 0 });
const weather = { city: { type: "string" } };
const report = {};

const answer = await openai.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "hello" }] });
report.openai = { text: answer.choices[0].message.content, finish: answer.choices[0].finish_reason, usage: answer.usage, model: answer.model };

let streamed = "";
let chunks = 0;
let usage = null;
for await (const chunk of await openai.chat.completions.create({
    model: "gpt-4o-mini", messages: [{ role: "user", content: "hello" }], stream: true, stream_options: { include_usage: true },
})) {
    streamed += chunk.choices[0]?.delta?.content ?? "";
    usage = chunk.usage ?? usage;
    chunks++;
}
report.openaiStream = { text: streamed, several: chunks > 2, usage };

const tool = await openai.chat.completions.create({
    model: "gpt-4o-mini", messages: [{ role: "user", content: "weather" }],
    tools: [{ type: "function", function: { name: "weather", parameters: { type: "object", properties: weather } } }],
});
report.openaiTool = tool.choices[0].message.tool_calls.map(call => [call.function.name, JSON.parse(call.function.arguments)]);

const vectors = await openai.embeddings.create({ model: "text-embedding-3-small", input: ["a", "b"], encoding_format: "float" });
report.openaiEmbeddings = { count: vectors.data.length, sizes: vectors.data.map(item => item.embedding.length), tokens: vectors.usage.total_tokens };
report.openaiErrors = [];
for (const model of ["missing", "busy"]) {
    try {
        await openai.chat.completions.create({ model, messages: [{ role: "user", content: "hello" }] });
    } catch (error) {
        report.openaiErrors.push([error.constructor.name, error.status, error.code, error.headers?.get("retry-after") ?? null]);
    }
}

const message = await anthropic.messages.create({ model: "claude-sonnet-4-5", max_tokens: 100, messages: [{ role: "user", content: "hello" }] });
report.anthropic = { text: message.content[0].text, stop: message.stop_reason, usage: message.usage, model: message.model };
const stream = anthropic.messages.stream({ model: "claude-sonnet-4-5", max_tokens: 100, messages: [{ role: "user", content: "hello" }] });
const final = await stream.finalMessage();
report.anthropicStream = { text: final.content[0].text, stop: final.stop_reason, output: final.usage.output_tokens };
const asked = await anthropic.messages.create({
    model: "claude-sonnet-4-5", max_tokens: 100, messages: [{ role: "user", content: "weather" }],
    tools: [{ name: "weather", input_schema: { type: "object", properties: weather } }],
});
report.anthropicTool = asked.content.filter(part => part.type === "tool_use").map(part => [part.name, part.input]);
try {
    await anthropic.messages.create({ model: "busy", max_tokens: 1, messages: [{ role: "user", content: "hello" }] });
} catch (error) {
    report.anthropicError = [error.constructor.name, error.status];
}

console.log(JSON.stringify(report));
