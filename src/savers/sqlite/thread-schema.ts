/**
 * The tables of threads. Rows of steps and records are only ever appended, so that pages are full whatever threads grow at the same time; the
 * indices hold nothing but keys. Columns without a type keep what they are given: `id` is a number where the engine counted it, and then
 * `parent` and `step` are how far they are behind it, which mostly is 1 and takes no room.
 */
export const THREAD_SCHEMA = `
CREATE TABLE IF NOT EXISTS threads (
  thread INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  updated INTEGER NOT NULL,
  token INTEGER NOT NULL DEFAULT 0,
  owner TEXT,
  expires INTEGER
);
CREATE TABLE IF NOT EXISTS graphs (
  graph INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  names TEXT NOT NULL DEFAULT '',
  UNIQUE (thread, namespace)
);
CREATE TABLE IF NOT EXISTS steps (
  graph INTEGER NOT NULL,
  id NOT NULL,
  parent,
  step INTEGER NOT NULL,
  source INTEGER NOT NULL,
  since INTEGER NOT NULL,
  body TEXT NOT NULL,
  crc INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS steps_by_id ON steps (graph, id);
CREATE TABLE IF NOT EXISTS records (
  graph INTEGER NOT NULL,
  id NOT NULL,
  task TEXT NOT NULL,
  body TEXT NOT NULL,
  crc INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS records_by_task ON records (graph, id, task);
CREATE TABLE IF NOT EXISTS runs (
  graph INTEGER NOT NULL,
  run TEXT NOT NULL,
  id NOT NULL,
  PRIMARY KEY (graph, run)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contents (
  hash TEXT PRIMARY KEY,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uses (
  graph INTEGER NOT NULL,
  id NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (graph, id, hash)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS uses_by_hash ON uses (hash)`;
