import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Player } from '../../compat/langgraph/clients/program.ts';
import type { Observation } from '../../test/compat/langgraph/differential/tape.ts';
import type { Account, Copies } from './run-side.ts';

const SCRIPT = fileURLToPath(new URL('run-side.ts', import.meta.url));
const PATIENCE = 300_000;

/** What programs observed, by title, in their order. */
export type Accounts = Map<string, readonly Observation[]>;

/** A turn of relays, who plays it, and where their databases are. */
export interface RelayTurn {
  readonly index: number;
  readonly databases: string;
  readonly player: Player;
}

/**
 * Runs the programs of a file in a process of its own on what is installed in `folder`.
 *
 * @throws if the process ends badly, or if any other copy of LangGraph than the folder's has been loaded
 */
export async function play(folder: string, file: string, turn?: RelayTurn): Promise<Accounts> {
  const more = turn === undefined ? [] : [String(turn.index), turn.databases, turn.player];
  // Nothing is sent anywhere, whatever the machine is set up for.
  const env = { ...process.env, LANGSMITH_TRACING: 'false', LANGCHAIN_TRACING_V2: 'false', NODE_NO_WARNINGS: '1' };
  const child = spawn(process.execPath, [SCRIPT, folder, file, ...more], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  const accounts: Accounts = new Map();
  let copies: readonly string[] | undefined;
  child.on('message', (message: Account | Copies) => {
    if ('copies' in message) ({ copies } = message);
    else accounts.set(message.title, message.observations);
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const [complaints, code] = await Promise.all([child.stderr === null ? '' : text(child.stderr), closed]);
  if (copies === undefined) {
    const last = [...accounts.keys()].at(-1) ?? 'its start';
    throw new Error(`The process ended with ${String(code)} after ${last}.\n${complaints.slice(0, 3000)}`);
  }
  assertOwnCopy(copies, folder);
  return accounts;
}

function assertOwnCopy(copies: readonly string[], folder: string): void {
  const [copy, ...others] = copies.map((address) => fileURLToPath(address));
  if (copy?.startsWith(`${folder}/node_modules/`) === true && others.length === 0) return;
  throw new Error(`LangGraph should come from ${folder}, but came from ${copies.join(', ') || 'nowhere'}.`);
}
