export { startOfflineServer, type OfflineServer } from './server.ts';
