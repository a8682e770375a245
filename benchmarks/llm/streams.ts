/** Answers of the two wires, a chunk of text in each piece, as a `fetch` that sends them. */

const encoder = new TextEncoder();

/** Bytes of an answer in Chat Completions chunks, one event in each piece. */
export function openAIPieces(chunks: number): Uint8Array[] {
  const chunk = (delta: object, finish_reason: string | null): string =>
    `data: ${JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_760_000_000,
      model: 'gpt-4o-mini',
      system_fingerprint: 'fp_1',
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    })}\n\n`;
  return [
    chunk({ role: 'assistant', content: '' }, null),
    ...Array.from({ length: chunks }, () => chunk({ content: ' word' }, null)),
    chunk({}, 'stop'),
    'data: [DONE]\n\n',
  ].map((text) => encoder.encode(text));
}

/** Bytes of an answer in Messages events, one in each piece. */
export function anthropicPieces(chunks: number): Uint8Array[] {
  const event = (data: { type: string }): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
  const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' word' } };
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 10, output_tokens: 1 },
  };
  return [
    event({ type: 'message_start', message } as { type: string }),
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as { type: string }),
    ...Array.from({ length: chunks }, () => event(delta)),
    event({ type: 'content_block_stop', index: 0 } as { type: string }),
    event({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: chunks },
    } as { type: string }),
    event({ type: 'message_stop' }),
  ].map((text) => encoder.encode(text));
}

/** A `fetch` whose every answer is these pieces. */
export function fetchOf(pieces: readonly Uint8Array[]): typeof fetch {
  return async () => {
    let next = 0;
    const body = new ReadableStream({
      pull(controller) {
        const piece = pieces[next++];
        if (piece === undefined) controller.close();
        else controller.enqueue(piece);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

/** What every contender asks. */
export const QUESTION = 'Say words.';
