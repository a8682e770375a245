/** LangChain's messages and documents: told by their shape, and their package loaded when the first is read. */
import type { StoredKind } from '../../base/index.ts';

type Fields = Record<string, unknown>;

const MESSAGES: ReadonlySet<string> = new Set(
  ['AI', 'Chat', 'Function', 'Human', 'System', 'Tool'].flatMap((role) => [`${role}Message`, `${role}MessageChunk`]),
);

/** A class of a user's own, made of one of these, is another one: it would come back as something else. */
function nameOf(value: object): string | undefined {
  const { lc_namespace: namespace, type } = value as { lc_namespace?: unknown; type?: unknown };
  if (!Array.isArray(namespace) || namespace.join('.') !== 'langchain_core.messages') return undefined;
  const { name } = value.constructor;
  if (type === 'remove') return 'RemoveMessage';
  return MESSAGES.has(name) ? name : undefined;
}

/** What a constructor puts there by itself. */
function isDefault(key: string, field: unknown): boolean {
  if (field === undefined || key === 'type' || key.startsWith('lc_')) return true;
  if (key === 'additional_kwargs' || key === 'response_metadata') return Object.keys(field as object).length === 0;
  if (key === 'tool_calls' || key === 'invalid_tool_calls') return (field as readonly unknown[]).length === 0;
  return false;
}

function fieldsOf(value: object): Fields {
  return Object.fromEntries(Object.entries(value).filter(([key, field]) => !isDefault(key, field)));
}

async function load(): Promise<(data: unknown) => unknown> {
  const { storedMessage } = await import('../../langchain/index.ts');
  return (data) => {
    const [name, fields] = data as [string, Fields];
    return storedMessage(name, fields);
  };
}

const message: StoredKind = {
  tag: 'm',
  matches: (value) => nameOf(value) !== undefined,
  toData: (value) => [nameOf(value), fieldsOf(value)],
  load,
};

const document: StoredKind = {
  tag: 'document',
  matches: (value) => value.constructor.name === 'Document' && typeof (value as Fields)['pageContent'] === 'string',
  toData: (value) => ['Document', fieldsOf(value)],
  load,
};

export const langchainKinds: readonly StoredKind[] = [message, document];
