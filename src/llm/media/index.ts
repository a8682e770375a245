/** Images and files by web address, fetched under guard. Needs Node. */
export { type FetchedMedia, guardedFetch, type GuardedFetchOptions } from './guarded-fetch.ts';
export { withInlinedMedia } from './with-inlined-media.ts';
