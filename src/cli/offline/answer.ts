/**
 * What the offline stand-in says. It is no language model: it finds sums, questions for the time and names of files in the
 * last question, asks for the tools that answer them, and words their results.
 */
import { findArithmetic } from './arithmetic-question.ts';

export interface StandInCall {
  readonly id: string;
  readonly name: string;
  /** JSON text of the arguments. */
  readonly args: string;
}

export interface StandInMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text: string;
  readonly calls: readonly StandInCall[];
  /** Of a tool's result: the call it answers. */
  readonly callId?: string | undefined;
}

export interface StandInRequest {
  readonly messages: readonly StandInMessage[];
  /** Names of the tools offered. */
  readonly tools: readonly string[];
}

/** A request for tools, or the final text. */
export type StandInAnswer =
  | { readonly calls: readonly { readonly name: string; readonly args: Readonly<Record<string, string>> }[] }
  | { readonly text: string };

type Arguments = Readonly<Record<string, string>>;

/** What the stand-in can do with a tool. */
interface Skill {
  /** In its own words, for the answer to a question that it does not understand. */
  readonly offer: string;
  /** The calls that `question` asks for. */
  find(question: string): readonly Arguments[];
  /** Words a result. */
  report(result: string, args: Readonly<Record<string, unknown>>): string;
}

/** Files are quoted up to here, in characters. */
const QUOTE_LENGTH = 600;

const TIME_QUESTION =
  /\b(?:what(?:'s| is) the (?:time|date)|what time|what day|which day|time is it|date is it|today|clock)\b/iu;
const TIME_ZONE = /\b(?:UTC|[A-Z][A-Za-z_]+\/[A-Za-z_]+(?:\/[A-Za-z_]+)?)\b/u;
const READ_QUESTION =
  /\b(?:read|show|open|print)\b[^/.\w]*(?:(?:me|the|file|contents|of)\s+)*["'`]?(?<path>[\w-]*[./][\w./-]*\w)/iu;
const LIST_QUESTION = /\b(?:list|which|what)\b.*\b(?:files|folder|directory)\b/iu;

function quote(text: string): string {
  return text.length <= QUOTE_LENGTH
    ? text
    : `${text.slice(0, QUOTE_LENGTH)}\n(and ${text.length - QUOTE_LENGTH} characters more)`;
}

const SKILLS: Readonly<Record<string, Skill>> = {
  calculator: {
    offer: 'compute ("What is 17 * 23?")',
    find: (question) => findArithmetic(question).map((expression) => ({ expression })),
    report: (result, args) => `${String(args['expression'])} = ${result}`,
  },
  clock: {
    offer: 'tell the time ("What time is it in Europe/Berlin?")',
    find: (question) => {
      if (!TIME_QUESTION.test(question)) return [];
      const timeZone = TIME_ZONE.exec(question)?.[0];
      const args: Arguments = timeZone === undefined ? {} : { timeZone };
      return [args];
    },
    report: (result) => `It is ${result}.`,
  },
  'read-file': {
    offer: 'read a file ("Read notes.txt")',
    find: (question) => {
      const path = READ_QUESTION.exec(question)?.groups?.['path'];
      return path === undefined ? [] : [{ path }];
    },
    report: (result, args) => `${String(args['path'])} says:\n${quote(result)}`,
  },
  'list-files': {
    offer: 'list a folder ("Which files are here?")',
    find: (question) => (LIST_QUESTION.test(question) ? [{}] : []),
    report: (result) => `The folder holds:\n${quote(result)}`,
  },
};

function parseArguments(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text === '' ? '{}' : text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The reason in a tool's error message, without the request to the model to try again. */
function failure(result: string): string | undefined {
  return /^Error(?: processing tool)?: (?<reason>.*?)\.?(?:\n\s*Please fix your mistakes\.)?$/su.exec(result)?.groups?.[
    'reason'
  ];
}

function report(result: string, call: StandInCall | undefined): string {
  const reason = failure(result);
  if (reason !== undefined) return `The tool ${call?.name ?? ''} reported an error: ${reason}.`;
  const skill = SKILLS[call?.name ?? ''];
  return call === undefined || skill === undefined ? result : skill.report(result, parseArguments(call.args));
}

function introduce(tools: readonly string[]): string {
  const offers = tools.flatMap((tool) => SKILLS[tool]?.offer ?? []);
  const can = offers.length === 0 ? 'without tools I can do nothing' : `I can only ${offers.join(', or ')}`;
  return `I am an offline stand-in, not a language model: ${can}. Set OPENAI_API_KEY or ANTHROPIC_API_KEY to ask a real one.`;
}

/**
 * Answers a conversation: with tool calls after a question, with text after their results.
 *
 * @example
 * answer({ messages: [{ role: 'user', text: 'What is 17 * 23?', calls: [] }], tools: ['calculator'] });
 * // { calls: [{ name: 'calculator', args: { expression: '17 * 23' } }] }
 */
export function answer({ messages, tools }: StandInRequest): StandInAnswer {
  const lastQuestion = messages.findLastIndex(({ role }) => role === 'user');
  const results = messages.slice(lastQuestion + 1).filter(({ role }) => role === 'tool');
  if (results.length > 0) {
    const calls = new Map(messages.flatMap((message) => message.calls).map((call) => [call.id, call]));
    return { text: results.map(({ text, callId }) => report(text, calls.get(callId ?? ''))).join('\n') };
  }
  const question = messages[lastQuestion]?.text ?? '';
  const calls = tools.flatMap((name) => (SKILLS[name]?.find(question) ?? []).map((args) => ({ name, args })));
  return calls.length > 0 ? { calls } : { text: introduce(tools) };
}
