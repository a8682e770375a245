/** LangGraph with its SQLite saver, whose add-on is native: `npm run test:clients` installs the two in a workspace of their own. */
import { createRequire } from 'node:module';

/** What is used of them here, loosely: they are told apart by running them. */
export interface LangGraphWithSqlite {
  readonly Annotation: ((spec?: object) => unknown) & { Root(channels: object): unknown };
  readonly StateGraph: new (annotation: unknown) => LooseGraph;
  readonly Send: new (node: string, input: unknown) => object;
  readonly SqliteSaver: {
    fromConnString(path: string): Record<'put' | 'putWrites', (...args: never[]) => Promise<unknown>>;
  };
}
interface LooseGraph {
  addNode(name: string, run: (input: never) => unknown): this;
  addEdge(from: string, to: string): this;
  addConditionalEdges(from: string, route: (state: never) => unknown, targets?: readonly string[]): this;
  compile(options: object): {
    invoke(input: unknown, config: object): Promise<unknown>;
    getState(config: object): Promise<{ readonly values: object }>;
  };
}

const WORKSPACE = new URL('../../compat/langgraph/clients/checkpoint-sqlite/package.json', import.meta.url);

/** `undefined` where they are not installed. */
export function loadLangGraphWithSqlite(): LangGraphWithSqlite | undefined {
  const load = createRequire(WORKSPACE);
  try {
    const { SqliteSaver } = load('@langchain/langgraph-checkpoint-sqlite') as Pick<LangGraphWithSqlite, 'SqliteSaver'>;
    // The add-on is loaded with the first database.
    SqliteSaver.fromConnString(':memory:');
    return { ...(load('@langchain/langgraph') as LangGraphWithSqlite), SqliteSaver };
  } catch {
    return undefined;
  }
}
