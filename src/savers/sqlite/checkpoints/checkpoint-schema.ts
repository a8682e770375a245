/**
 * The tables of LangChain's checkpoints. Rows are only ever appended, in the order in which they were put: `seq` is the order of `list`, and
 * no clock has a part in it. Numbers of graphs are never given again, so whoever remembers one can trust it. Ids that are UUIDs are bytes.
 */
export const CHECKPOINT_SCHEMA = `
CREATE TABLE IF NOT EXISTS lc_graphs (
  graph INTEGER PRIMARY KEY AUTOINCREMENT,
  thread TEXT NOT NULL,
  namespace TEXT NOT NULL,
  UNIQUE (thread, namespace)
);
CREATE TABLE IF NOT EXISTS lc_checkpoints (
  seq INTEGER PRIMARY KEY,
  graph INTEGER NOT NULL,
  id NOT NULL,
  parent,
  body TEXT NOT NULL,
  type,
  metadata NOT NULL,
  crc INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS lc_checkpoints_by_id ON lc_checkpoints (graph, id);
CREATE INDEX IF NOT EXISTS lc_checkpoints_by_graph ON lc_checkpoints (graph);
CREATE TABLE IF NOT EXISTS lc_values (
  value INTEGER PRIMARY KEY,
  graph INTEGER NOT NULL,
  channel TEXT NOT NULL,
  base INTEGER,
  type,
  data NOT NULL,
  crc INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS lc_values_by_graph ON lc_values (graph);
CREATE TABLE IF NOT EXISTS lc_writes (
  row INTEGER PRIMARY KEY,
  graph INTEGER NOT NULL,
  id NOT NULL,
  task NOT NULL,
  place INTEGER NOT NULL,
  channel TEXT NOT NULL,
  type,
  data NOT NULL,
  crc INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS lc_writes_by_task ON lc_writes (graph, id, task, place);
CREATE TABLE IF NOT EXISTS lc_texts (
  hash TEXT PRIMARY KEY,
  text TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS lc_uses (
  hash TEXT NOT NULL,
  graph INTEGER NOT NULL,
  PRIMARY KEY (hash, graph)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS lc_uses_by_graph ON lc_uses (graph)`;
