// Stands in for the providers: answers like OpenAI's and Anthropic's APIs, always the same.
import { createServer } from 'node:http';

const openAi = {
  id: 'chatcmpl-1', object: 'chat.completion', created: 1_700_000_000, model: 'gpt-4o-mini-2024-07-18', service_tier: 'default',
  choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', content: 'forty-two', refusal: null, annotations: [] } }],
  usage: {
    prompt_tokens: 20, completion_tokens: 7, total_tokens: 27, prompt_tokens_details: { cached_tokens: 8, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 3, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
  },
};
const response = {
  id: 'resp_1', object: 'response', created_at: 1_700_000_000, status: 'completed', model: 'gpt-4o-mini-2024-07-18', parallel_tool_calls: true, tools: [],
  output: [{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'forty-two', annotations: [] }] }],
  usage: { input_tokens: 20, output_tokens: 7, total_tokens: 27, input_tokens_details: { cached_tokens: 8 }, output_tokens_details: { reasoning_tokens: 3 } },
};
const embedding = {
  object: 'list', model: 'text-embedding-3-small', data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }], usage: { prompt_tokens: 5, total_tokens: 5 },
};
const anthropic = {
  id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5', stop_reason: 'end_turn', stop_sequence: null,
  content: [{ type: 'text', text: 'forty-two' }],
  usage: { input_tokens: 12, output_tokens: 7, cache_read_input_tokens: 8, cache_creation_input_tokens: 4 },
};
const answers = { '/v1/chat/completions': openAi, '/v1/responses': response, '/v1/embeddings': embedding, '/v1/messages': anthropic };

export async function startModels() {
  const server = createServer((request, answer) => {
    request.resume().on('end', () => {
      const body = answers[new URL(request.url, 'http://x').pathname];
      answer.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? { error: { message: request.url } }));
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
