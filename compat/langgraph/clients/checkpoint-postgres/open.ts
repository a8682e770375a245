import { basename, dirname } from 'node:path';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import type { OpenSaverFor } from '../relays/open-saver.ts';

/** A schema of its own in the database that `scripts/clients/postgres-server.ts` has started. */
export const open: OpenSaverFor = async (database) => {
  const address = process.env['MOSS_CLIENTS_POSTGRES'];
  if (address === undefined) throw new Error('MOSS_CLIENTS_POSTGRES has no address of a database: run test:clients.');
  const schema = `${basename(dirname(database))}_${basename(database)}`;
  const saver = PostgresSaver.fromConnString(address, { schema });
  await saver.setup();
  return { saver, close: () => saver.end() };
};
