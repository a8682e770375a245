/** The protocol of typed run streams without an engine: the `./stream` export path. */
export { convertToProtocolEvent, isCheckpointEnvelope, STREAM_EVENTS_V3_MODES } from './convert-to-protocol-event.ts';
export type { ConvertToProtocolEventOptions } from './convert-to-protocol-event.ts';
export type { Namespace, ProtocolEvent, ProtocolMethod } from './protocol-event.ts';
export { isStreamChannel, StreamChannel, StreamChannel as EventLog } from './stream-channel.ts';
export {
  inferChannel,
  isPrefixMatch,
  isSupportedChannel,
  matchesSubscription,
  normalizeNamespaceSegment,
  SUPPORTED_CHANNELS,
} from './subscription.ts';
export type { MatchableEvent } from './subscription.ts';
