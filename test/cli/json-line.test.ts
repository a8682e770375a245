import { AIMessageChunk } from '@langchain/core/messages';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonLine } from '../../src/cli/json-line.ts';

const roundTrip = (data: unknown): unknown => JSON.parse(jsonLine({ event: 'e', data })).data;

describe('jsonLine', () => {
  it('is JSON.stringify for JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        expect(jsonLine({ event: 'e', data })).toBe(JSON.stringify({ event: 'e', data }));
      }),
    );
  });

  it('stays one line', () => {
    expect(jsonLine({ data: 'a\nb\r\u2028' })).not.toMatch(/[\n\r]/);
  });

  it('marks a value inside itself, and only that', () => {
    const inner = { name: 'inner' };
    const outer: Record<string, unknown> = { first: inner, second: inner, list: [inner] };
    outer['self'] = outer;
    outer['deep'] = { up: [outer] };
    expect(roundTrip(outer)).toEqual({
      first: inner,
      second: inner,
      list: [inner],
      self: '[circular]',
      deep: { up: ['[circular]'] },
    });
  });

  it('leaves out functions, signals and undefined', () => {
    const data = {
      run: () => 1,
      signal: new AbortController().signal,
      nothing: undefined,
      symbol: Symbol('s'),
      kept: 1,
    };
    expect(roundTrip(data)).toEqual({ kept: 1 });
  });

  it('writes big numbers, maps, sets and errors in JSON', () => {
    const error = Object.assign(new TypeError('no', { cause: 'why' }), { code: 'E_NO' });
    expect(roundTrip({ big: 2n ** 70n, map: new Map([['a', 1]]), set: new Set([1, 2]), error })).toEqual({
      big: '1180591620717411303424',
      map: { a: 1 },
      set: [1, 2],
      error: { name: 'TypeError', message: 'no', code: 'E_NO' },
    });
  });

  it('lets messages speak for themselves', () => {
    const output = new AIMessageChunk({ content: 'hi', id: 'm1' });
    expect(roundTrip({ output })).toEqual({ output: JSON.parse(JSON.stringify(output)) });
  });

  it('finds the circle behind toJSON', () => {
    const data: Record<string, unknown> = { toJSON: () => ({ again: data }) };
    expect(roundTrip(data)).toEqual({ again: '[circular]' });
  });

  it('says so where a value cannot be read, and keeps the rest', () => {
    const data = {
      get bad(): never {
        throw new Error('closed');
      },
    };
    expect(JSON.parse(jsonLine({ event: 'e', data, metadata: { a: 1 } }))).toEqual({
      event: 'e',
      data: { unreadable: 'closed' },
      metadata: { a: 1 },
    });
  });
});
