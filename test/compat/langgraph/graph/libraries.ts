/** The parts of LangGraph that graphs are built of, from the door and from upstream. */
import * as upstream from '@langchain/langgraph';
import * as command from '../../../../compat/langgraph/command.ts';
import { END, START } from '../../../../compat/langgraph/reserved-names.ts';
import * as graph from '../../../../compat/langgraph/graph/index.ts';
import { MessagesAnnotation } from '../../../../compat/langgraph/messages/index.ts';
import * as state from '../../../../compat/langgraph/state/index.ts';

/** Tables of graphs are written once, against upstream's types. */
export type Library = typeof upstream;

export const oracle: Library = upstream;
export const door = { ...graph, ...state, ...command, MessagesAnnotation, START, END } as unknown as Library;
