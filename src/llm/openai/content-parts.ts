/** The content of a delta: a string, or a list of parts, as Mistral's servers send reasoning beside text. */
import type { AnswerAssembler } from '../answer-assembler.ts';
import { wireText } from '../wire-text.ts';

/**
 * Appends content to the answer; parts of a type the port has no word for are passed over.
 *
 * @param content a string, a list of parts, or nothing
 * @throws TypeError for anything else
 */
export function readContent(answer: AnswerAssembler, content: unknown): void {
  if (content === undefined || content === null) return;
  if (Array.isArray(content)) for (const part of content) readPart(answer, part);
  else answer.appendText(wireText(content, 'content'));
}

/** Fields a part may have, by its type. */
interface WirePart {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly thinking?: unknown;
}

function readPart(answer: AnswerAssembler, { type, text, thinking }: WirePart): void {
  switch (wireText(type, 'type')) {
    case 'text':
      answer.appendText(wireText(text, 'text'));
      break;
    case 'thinking':
      for (const thought of thoughts(thinking)) answer.appendReasoning(thought);
  }
}

/** Thinking is itself a list of parts, of which those of text are the thoughts; some servers send it as a string. */
function thoughts(thinking: unknown): string[] {
  if (!Array.isArray(thinking)) return [wireText(thinking, 'thinking')];
  return thinking
    .filter(({ type }: WirePart) => wireText(type, 'type') === 'text')
    .map(({ text }: WirePart) => wireText(text, 'text'));
}
