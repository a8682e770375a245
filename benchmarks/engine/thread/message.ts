export interface Message {
  readonly role: string;
  readonly content: string;
}

/** A message of 220 characters, like no other. */
export function message(number: number): Message {
  return {
    role: 'assistant',
    content: `Message ${number}. `.padEnd(220, 'Ships float because they push water aside. '),
  };
}
