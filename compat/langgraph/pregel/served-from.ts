/** What a config says of the server that a run is served from, and what of it traces may tell. */
import type { LangGraphRunnableConfig, ServerInfo } from './runnable-config.ts';

export function serverInfoOf({ metadata = {}, configurable = {} }: LangGraphRunnableConfig): ServerInfo | undefined {
  const assistantId: unknown = configurable.assistant_id ?? metadata.assistant_id;
  const graphId: unknown = configurable.graph_id ?? metadata.graph_id;
  const user: unknown = configurable.langgraph_auth_user;
  const known =
    typeof user === 'object' && user !== null && 'identity' in user ? (user as Record<string, unknown>) : undefined;
  if ((assistantId ?? graphId ?? known) === undefined) return undefined;
  return {
    assistantId: typeof assistantId === 'string' ? assistantId : '',
    graphId: typeof graphId === 'string' ? graphId : '',
    user: known as Record<string, unknown>,
  };
}

const SECRET = /key|token|secret|password|auth/i;

/** Plain values of `configurable` that traces show: none that looks like a secret, none of the caller's context. */
export function tracingMetadata({
  configurable,
  context,
}: LangGraphRunnableConfig): Record<string, unknown> | undefined {
  const told: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(configurable ?? {})) {
    if (key.startsWith('__')) continue;
    if (context !== undefined && Object.hasOwn(context, key) && Object.is(context[key], value)) told[key] = undefined;
    else if (['string', 'number', 'boolean'].includes(typeof value) && !SECRET.test(key)) told[key] = value;
  }
  return Object.keys(told).length > 0 ? told : undefined;
}
