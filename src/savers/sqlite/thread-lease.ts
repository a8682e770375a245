/** One writer per thread, among all processes that have the file: who holds its lease, and with which token. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { ThreadConflictError } from '../../base/index.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Who holds a lease, as its row tells. */
interface Owner {
  readonly pid: number;
  readonly place: string;
  /** How long it holds without being renewed, in milliseconds. */
  readonly term: number;
}

/** A lease that was taken. */
export interface Lease {
  readonly thread: number;
  readonly name: string;
  /** Grows each time the lease is taken: an older one no longer writes. */
  readonly token: number;
  readonly term: number;
}

interface LeaseRow {
  readonly token: number;
  readonly owner: string | null;
  readonly expires: number | null;
}

/**
 * Takes the lease of a thread, within a transaction.
 *
 * @throws ThreadConflictError while another run holds it
 */
export function takeLease(database: SqliteDatabase, thread: number, name: string, term: number): Lease {
  const now = Date.now();
  const row = leaseOf(database, thread);
  const holder = holderOf(row);
  if (holder !== undefined && isHeld(holder, row?.expires ?? 0, now)) {
    const where =
      holder.pid === process.pid && holder.place === placeOfProcess()
        ? 'another run of this process'
        : `a run in process ${holder.pid}`;
    throw new ThreadConflictError(name, `${where} holds it`);
  }
  const owner: Owner = { pid: process.pid, place: placeOfProcess(), term };
  const token = (row?.token ?? 0) + 1;
  database
    .prepare('UPDATE threads SET token = ?, owner = ?, expires = ? WHERE thread = ?')
    .run(token, JSON.stringify(owner), now + term, thread);
  return { thread, name, token, term };
}

export function isLeased(database: SqliteDatabase, thread: number): boolean {
  const row = leaseOf(database, thread);
  const holder = holderOf(row);
  return holder !== undefined && isHeld(holder, row?.expires ?? 0, Date.now());
}

/**
 * Goes on holding it, within the transaction of a write: what an overtaken run writes is taken back.
 *
 * @throws ThreadConflictError if somebody else has taken it since, or the thread was deleted
 */
export function renewLease(database: SqliteDatabase, { thread, name, token, term }: Lease): void {
  const now = Date.now();
  const row = leaseOf(database, thread);
  if (row === undefined || row.owner === null || row.token !== token)
    throw new ThreadConflictError(name, 'this run lost it, because it paused for too long or the thread was deleted');
  // Not at every write: it would dirty a page more.
  if ((row.expires ?? 0) - now < (term * 2) / 3) {
    database.prepare('UPDATE threads SET updated = ?, expires = ? WHERE thread = ?').run(now, now + term, thread);
  }
}

/** Gives it back, within a transaction, if it is still held. A thread that came to nothing is forgotten. */
export function releaseLease(database: SqliteDatabase, { thread, token }: Lease): void {
  database
    .prepare('UPDATE threads SET owner = NULL, expires = NULL, updated = ? WHERE thread = ? AND token = ?')
    .run(Date.now(), thread, token);
  database
    .prepare(
      'DELETE FROM threads WHERE thread = ? AND owner IS NULL AND NOT EXISTS (SELECT 1 FROM graphs WHERE graphs.thread = threads.thread)',
    )
    .run(thread);
}

function leaseOf(database: SqliteDatabase, thread: number): LeaseRow | undefined {
  return database.prepare('SELECT token, owner, expires FROM threads WHERE thread = ?').get(thread) as
    | LeaseRow
    | undefined;
}

function holderOf(row: LeaseRow | undefined): Owner | undefined {
  return row === undefined || row.owner === null ? undefined : (JSON.parse(row.owner) as Owner);
}

/**
 * A lease that ends later than it may was taken before the clock was set back, and is worth nothing: taking it over too early costs its
 * holder a conflict, and nobody anything that was written.
 */
function isHeld({ pid, place, term }: Owner, expires: number, now: number): boolean {
  const isRunning = expires > now && expires - now <= term;
  return isRunning && !(place === placeOfProcess() && isGone(pid));
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ESRCH';
  }
}

let place: string | undefined;

/** Within one place, two processes with one number are the same process. */
function placeOfProcess(): string {
  place ??= [hostname(), contentOf('/proc/sys/kernel/random/boot_id'), targetOf('/proc/self/ns/pid')].join(' ');
  return place;
}

/** Only Linux has these. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
