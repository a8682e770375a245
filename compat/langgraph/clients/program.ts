import type { Tape } from '../../../test/compat/langgraph/differential/tape.ts';

/** A piece of users' code on a client of LangGraph. All it observes goes on the tape; what it throws is noted too. */
export type Program = (t: Tape) => Promise<void>;

/** What a file of `CLIENT/programs/` exports as `programs`, by the behaviour they show. */
export type Programs = Readonly<Record<string, Program>>;

/** Who plays a turn, where a file of programs has graphs for both: LangGraph, or the engine from the sources. */
export type Player = 'langgraph' | 'engine';

/** One turn of a conversation that is kept in a database: each turn may be another process, on another LangGraph. */
export type Turn = (t: Tape, database: string, player: Player) => Promise<void>;

/** What a file of `CLIENT/programs/` exports as `relays`: the turns of a thread, in their order. */
export type Relays = Readonly<Record<string, readonly Turn[]>>;
