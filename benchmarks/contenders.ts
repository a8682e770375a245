/** Who may take part, in the order in which they are shown. */

export interface ContenderInfo {
  /** Name of its file in the folder of a scenario. */
  readonly name: string;
  readonly label: string;
  /** The package that must be installed in `benchmarks/node_modules`, if any. */
  readonly package?: string;
}

export const contenders: readonly ContenderInfo[] = [
  { name: 'floor', label: 'by hand' },
  { name: 'ours', label: 'ours' },
  { name: 'langgraph', label: 'LangGraph', package: '@langchain/langgraph' },
  { name: 'langchain', label: 'LangChain', package: '@langchain/openai' },
  { name: 'xstate', label: 'XState', package: 'xstate' },
  { name: 'pocketflow', label: 'PocketFlow', package: 'pocketflow' },
  { name: 'mastra', label: 'Mastra workflows', package: '@mastra/core' },
];

/** What the others are compared with. */
export const FLOOR = 'floor';
export const RIVAL = 'langgraph';
