/** Threads in a fake of MongoDB, each turn in a process of its own: on LangGraph, on the door, or on the two in turn. */
import { conversations } from '../../relays/conversations.ts';
import { playedOn } from '../../relays/open-saver.ts';
import { openMongo } from '../open.ts';

export const relays = playedOn(openMongo, conversations);
