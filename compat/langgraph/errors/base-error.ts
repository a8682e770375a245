/** The root of the door's errors. */

/** Where errors with a code are explained. */
const GUIDE = 'https://docs.langchain.com/oss/javascript/langgraph';

export type BaseLangGraphErrorFields = {
  lc_error_code?:
    | 'GRAPH_RECURSION_LIMIT'
    | 'INVALID_CONCURRENT_GRAPH_UPDATE'
    | 'INVALID_GRAPH_NODE_RETURN_VALUE'
    | 'MISSING_CHECKPOINTER'
    | 'MULTIPLE_SUBGRAPHS'
    | 'UNREACHABLE_NODE';
};

/** An error with, perhaps, a code; the message then ends with where to read about it. */
export class BaseLangGraphError extends Error {
  lc_error_code?: string;

  constructor(message?: string, fields?: BaseLangGraphErrorFields) {
    const code = fields?.lc_error_code;
    super(code ? `${message ?? ''}\n\nTroubleshooting URL: ${GUIDE}/${code}/\n` : (message ?? ''));
    this.lc_error_code = code;
  }
}

/** Errors are told by their names, so that those of another copy of the library are recognised. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && names.includes((error as { name?: unknown }).name as string);
}
