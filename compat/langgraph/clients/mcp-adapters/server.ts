/** An MCP server over stdio: tools of every kind of result, a resource and a prompt. Started by the programs as a process of its own. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

const server = new McpServer({ name: 'sums', version: '1.0.0' });
const text = (words: string): { content: { type: 'text'; text: string }[] } => ({
  content: [{ type: 'text', text: words }],
});

server.registerTool(
  'add',
  { description: 'Adds two numbers', inputSchema: { a: z.number(), b: z.number() } },
  ({ a, b }) => text(String(a + b)),
);

server.registerTool(
  'divide',
  { description: 'Divides', inputSchema: { a: z.number(), b: z.number() }, outputSchema: { quotient: z.number() } },
  ({ a, b }) => {
    if (b === 0) return { ...text('division by zero'), isError: true };
    return { ...text(String(a / b)), structuredContent: { quotient: a / b } };
  },
);

server.registerTool('picture', { description: 'A picture and words', inputSchema: {} }, () => ({
  content: [
    { type: 'text', text: 'a pixel' },
    { type: 'image', data: PIXEL, mimeType: 'image/png' },
    { type: 'resource', resource: { uri: 'sums://table', text: '1 + 1 = 2', mimeType: 'text/plain' } },
  ],
}));

server.registerTool(
  'slow',
  { description: 'Tells how far it is', inputSchema: { steps: z.number() } },
  async ({ steps }, extra) => {
    const { progressToken } = extra._meta ?? {};
    for (let step = 1; step <= steps && progressToken !== undefined; step++) {
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress: step, total: steps },
      });
    }
    // A client that is told the result forgets the progress that it has not dealt with.
    await new Promise((resolve) => setTimeout(resolve, 100));
    return text(`${steps} steps`);
  },
);

server.registerTool(
  'wait',
  { description: 'Waits until it is cancelled', inputSchema: {} },
  (_, { signal }) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(text('cancelled')));
    }),
);

server.registerResource('table', 'sums://table', { description: 'a table', mimeType: 'text/plain' }, (uri) => ({
  contents: [{ uri: uri.href, text: '1 + 1 = 2' }],
}));

await server.connect(new StdioServerTransport());
