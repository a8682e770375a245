import { MongoDBSaver } from '@langchain/langgraph-checkpoint-mongodb';
import { RedisSaver } from '@langchain/langgraph-checkpoint-redis';
import type { OpenSaverFor } from '../relays/open-saver.ts';
import { FakeMongo } from './fake-mongo.ts';
import { FakeRedis } from './fake-redis.ts';

/** LangChain's saver on what is not Redis, see there. */
export const openRedis: OpenSaverFor = (database) => {
  const client = new FakeRedis(database);
  return { saver: new RedisSaver(client as never), close: () => client.quit() };
};

/** LangChain's saver on what is not MongoDB, see there. */
export const openMongo: OpenSaverFor = async (database) => {
  const client = new FakeMongo(database);
  const saver = new MongoDBSaver({ client: client as never });
  const [error] = await saver.setup();
  if (error !== undefined) throw error;
  return { saver, close: () => client.close() };
};
