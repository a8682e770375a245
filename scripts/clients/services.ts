import type { Client } from './client.ts';
import { startPostgres } from './postgres-server.ts';

/**
 * Starts what a client's programs need besides packages, and tells them by the environment where it is.
 *
 * @returns ends it
 * @throws if it is not installed, saying how it is
 */
export async function startServices({ manifest }: Client): Promise<() => Promise<void>> {
  if (manifest.dependencies['@langchain/langgraph-checkpoint-postgres'] === undefined) return async () => {};
  const server = await startPostgres();
  process.env['MOSS_CLIENTS_POSTGRES'] = server.address;
  return () => server.stop();
}
