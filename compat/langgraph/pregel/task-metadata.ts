/** What streams tell of a task's config. */
import { EXCLUDED_METADATA_KEYS } from '@langchain/langgraph-checkpoint';
import type { LangGraphRunnableConfig } from './runnable-config.ts';

/** The caller's metadata and tags, without what only says where the task stands; nothing where there are none. */
export function visibleMetadata(config: LangGraphRunnableConfig): Record<string, unknown> | undefined {
  const metadata: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config.metadata ?? {}))
    if (!EXCLUDED_METADATA_KEYS.has(key)) metadata[key] = value;
  const tags = config.tags?.filter((tag) => !tag.startsWith('seq:step')) ?? [];
  if (tags.length > 0) metadata.tags = tags;
  return Object.keys(metadata).length > 0 ? metadata : undefined;
}
