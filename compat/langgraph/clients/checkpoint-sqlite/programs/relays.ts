/** Threads in a database file, each turn in a process of its own: on LangGraph, on the door, or on the two in turn. */
import { conversations } from '../../relays/conversations.ts';
import { playedOn } from '../../relays/open-saver.ts';
import { open } from '../open.ts';

export const relays = playedOn(open, conversations);
