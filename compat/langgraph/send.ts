/** Packets stand beside commands: each may hold the other as plain data. */
export { Send, _isSend, _isSendInterface, type SendInterface, type SendOptions } from './command.ts';
