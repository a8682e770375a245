/** Threads in a fake of Redis, each turn in a process of its own: on LangGraph, on the engine, or on the two in turn. */
import { twinRelays } from '../../relays/twin-relays.ts';
import { playedOn } from '../../relays/open-saver.ts';
import { openRedis } from '../open.ts';

export const relays = playedOn(openRedis, twinRelays);
