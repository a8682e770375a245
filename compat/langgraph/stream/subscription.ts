/** Which events a subscriber of a run's stream gets. */
import type { Channel, SubscribeParams } from './protocol-data.ts';
import type { Namespace } from './protocol-event.ts';

/** As much of an event as a subscription looks at. */
export interface MatchableEvent {
  readonly method: string;
  readonly seq?: number;
  readonly params: { readonly namespace: Namespace; readonly data?: unknown };
}

/** The channels without the named ones, `custom:<name>`. */
export const SUPPORTED_CHANNELS: Set<Channel> = new Set<Channel>([
  'values',
  'updates',
  'messages',
  'tools',
  'lifecycle',
  'input',
  'checkpoints',
  'tasks',
  'custom',
]);

export function isSupportedChannel(value: string): value is Channel {
  return SUPPORTED_CHANNELS.has(value as Channel) || value.startsWith('custom:');
}

/** The part of a segment that names the node: `plan` of `plan:0b1c…`. */
export function normalizeNamespaceSegment(segment: string): string {
  const colon = segment.indexOf(':');
  return colon < 0 ? segment : segment.slice(0, colon);
}

/** Whether a namespace begins with a prefix; a segment without a colon stands for every run of that node. */
export function isPrefixMatch(namespace: Namespace, prefix: Namespace): boolean {
  if (prefix.length > namespace.length) return false;
  return prefix.every((wanted, at) => {
    const segment = namespace[at] as string;
    return segment === wanted || (!wanted.includes(':') && normalizeNamespaceSegment(segment) === wanted);
  });
}

/** The channel an event belongs to; `undefined` where its method is not known. */
export function inferChannel(event: MatchableEvent): Channel | undefined {
  const { method } = event;
  if (method === 'custom') {
    const name = (event.params.data as { name?: unknown } | null | undefined)?.name;
    return name === undefined || name === null ? 'custom' : `custom:${name as string}`;
  }
  if (method === 'input.requested') return 'input';
  return SUPPORTED_CHANNELS.has(method as Channel) ? (method as Channel) : undefined;
}

/** Whether a subscriber gets an event. `since` leaves out what has that `seq` or a lower one. */
export function matchesSubscription(event: MatchableEvent, definition: SubscribeParams): boolean {
  const { channels, namespaces, depth } = definition;
  const since: unknown = definition['since'];
  if (typeof since === 'number' && (event.seq ?? 0) <= since) return false;
  const channel = inferChannel(event);
  if (channel === undefined) return false;
  if (!channels.includes(channel) && !(channel.startsWith('custom:') && channels.includes('custom'))) return false;
  if (namespaces === undefined || namespaces === null || namespaces.length === 0) return true;
  const { namespace } = event.params;
  return namespaces.some(
    (prefix) => isPrefixMatch(namespace, prefix) && (depth === undefined || namespace.length - prefix.length <= depth),
  );
}
