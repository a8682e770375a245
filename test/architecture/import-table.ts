/** Who may import whom: the one place where it is written down as data. ARCHITECTURE.md prints the same table. */

/** What the files of one folder may import besides their own folder. */
export interface ImportRule {
  /** Other folders, each entered through its `index.ts`. */
  readonly folders: readonly string[];
  /** Packages from the registry. */
  readonly packages?: readonly string[];
  /** Whether `node:` modules may be imported; where not, the code runs in a browser too. */
  readonly node?: boolean;
  /** Files outside that this folder may import besides: a second, documented entry of another folder, the manifest. */
  readonly entries?: readonly string[];
  /** Whether its subfolders may be entered by any file: where their `index.ts` are public export paths, not doors inside. */
  readonly open?: boolean;
}

/**
 * Folders below `src/`, except `compat/…`; `index` is `src/index.ts`, the only file at the root of `src/`.
 * The longest name that fits a path is its folder: `llm/openai` is apart from `llm`.
 */
export const importTable: Readonly<Record<string, ImportRule>> = {
  base: { folders: [] },
  engine: { folders: ['base'] },
  savers: { folders: ['base', 'engine'], node: true },
  // Messages in a thread become classes again: loaded when the first is met.
  'savers/sqlite': { folders: ['base', 'engine', 'langchain'], node: true },
  llm: {
    folders: ['base', 'llm/openai', 'llm/openai-responses', 'llm/azure', 'llm/anthropic', 'llm/google', 'llm/bedrock'],
    packages: ['@cfworker/json-schema', 'ai-tokenizer', 'zod', 'zod-to-json-schema'],
  },
  'llm/openai': { folders: ['base', 'llm'], packages: ['openai'] },
  'llm/openai-responses': { folders: ['base', 'llm', 'llm/openai'], packages: ['openai'] },
  'llm/azure': { folders: ['base', 'llm', 'llm/openai', 'llm/openai-responses'], packages: ['openai'] },
  'llm/anthropic': { folders: ['base', 'llm'], packages: ['@anthropic-ai/sdk'] },
  'llm/google': { folders: ['base', 'llm'], packages: ['@google/genai'] },
  'llm/bedrock': { folders: ['base', 'llm'], packages: ['@aws-sdk/client-bedrock-runtime'] },
  // Names are resolved and sockets opened here, which a browser does not allow.
  'llm/media': { folders: ['base', 'llm'], node: true },
  langchain: { folders: ['base', 'engine', 'llm'], packages: ['@langchain/core'] },
  runtime: { folders: ['base', 'engine', 'llm', 'langchain'], packages: ['eventemitter3', 'p-queue'] },
  workers: { folders: ['base', 'engine', 'runtime'], packages: ['eventemitter3'], node: true },
  agentx: { folders: ['base', 'engine', 'llm', 'runtime'], packages: ['eventemitter3'], node: true },
  testing: { folders: ['base', 'engine', 'savers', 'llm'] },
  // Threads, the heap, listeners of a signal: a browser has no way to see them, so they lie apart from what runs there.
  'testing/node': { folders: ['base'], node: true },
  index: { folders: ['base', 'engine', 'llm', 'langchain', 'runtime'] },
  cli: {
    folders: [
      'base',
      'engine',
      'savers',
      'savers/sqlite',
      'llm',
      'langchain',
      'runtime',
      'workers',
      'agentx',
      'testing',
      'index',
    ],
    packages: ['commander', '@copilotkit/aimock'],
    node: true,
    entries: ['package.json'],
  },
  'compat/langgraph': {
    folders: ['base', 'engine', 'savers', 'langchain'],
    packages: [
      '@langchain/core',
      '@langchain/langgraph-checkpoint',
      '@langchain/langgraph-sdk',
      '@standard-schema/spec',
      'zod',
    ],
    node: true,
    entries: ['src/engine/internal.ts'],
    open: true,
  },
  'compat/librechat': {
    folders: ['base', 'engine', 'savers', 'llm', 'langchain', 'runtime'],
    packages: ['@langchain/core'],
    node: true,
  },
};

const listed = (names: readonly string[] = []): string => names.map((name) => `\`${name}\``).join(', ') || '–';

/** The table as ARCHITECTURE.md prints it. */
export function printImportTable(table: Readonly<Record<string, ImportRule>> = importTable): string {
  const rows = Object.entries(table).map(([folder, { folders, packages, node, entries }]) => {
    return `| \`${folder}\` | ${listed([...folders, ...(entries ?? [])])} | ${listed(packages)} | ${node ? 'yes' : 'no'} |`;
  });
  return ['| folder | may import | packages | `node:` |', '|---|---|---|---|', ...rows].join('\n');
}
