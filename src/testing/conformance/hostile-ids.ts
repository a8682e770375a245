/** Texts that stores have taken for something else than texts. */

const TEN_KILOBYTES = 10_000;

/** Each is another id than all others. */
export const hostileIds: readonly string[] = [
  // wildcards, and what they would match
  '*',
  '?',
  '%',
  '_',
  '[a-z]',
  'canary%',
  'canar_',
  'canary*',
  // separators, paths, escapes, encodings
  '\\',
  ':',
  '|',
  ',',
  '/',
  '.',
  '..',
  '../canary',
  'a/../canary',
  '%2F',
  '%00',
  '\n',
  // queries
  "' OR '1'='1",
  '"; DROP TABLE checkpoints; --',
  '$ne',
  '{"$ne":""}',
  'null',
  'undefined',
  // what objects have without having been given it
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  // nearly the same
  '',
  ' ',
  'Canary',
  'CANARY',
  'canary ',
  ' canary',
  '\0',
  'canary\0',
  'canary\0x',
  '\ufeffcanary',
  'é',
  'e\u0301',
  'ﬀ',
  'ff',
  '1',
  '01',
  '1.0',
  // long, and outside the basic plane
  'x'.repeat(TEN_KILOBYTES),
  `${'x'.repeat(TEN_KILOBYTES)}y`,
  '👩‍👩‍👧',
  '💥',
];

/** The thread that nothing may touch. */
export const CANARY = 'canary';

/** Half of a character each, and what decoders put in its place. */
export const loneSurrogates: readonly string[] = ['\ud800', '\udfff', 'canary\ud800', '\ufffd', 'canary\ufffd'];

/** What is no text, with the text that it would become; from JSON of a stranger, or a mistake of a program. */
export const nonTexts: readonly (readonly [value: unknown, text: string])[] = [
  [1, '1'],
  [true, 'true'],
  [null, 'null'],
  [{}, '[object Object]'],
  [{ $ne: '' }, '[object Object]'],
  [['canary'], 'canary'],
  [Symbol('canary'), 'canary'],
  [() => 'canary', 'canary'],
  [1n, '1'],
];
