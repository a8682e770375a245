import { describe, expect, it } from 'vitest';
import { clock, isoTime } from '../../../src/cli/tools/clock.ts';

const summer = new Date('2024-07-01T22:30:05Z');

describe('isoTime', () => {
  it.each([
    ['UTC', '2024-07-01T22:30:05+00:00'],
    ['Europe/Berlin', '2024-07-02T00:30:05+02:00'],
    ['America/New_York', '2024-07-01T18:30:05-04:00'],
    ['Asia/Kolkata', '2024-07-02T04:00:05+05:30'],
  ])('writes the moment as it is in %s', (timeZone, expected) => {
    expect(isoTime(summer, timeZone)).toBe(expected);
    expect(new Date(expected)).toEqual(summer);
  });

  it('follows daylight saving time', () => {
    expect(isoTime(new Date('2024-01-01T00:00:00Z'), 'Europe/Berlin')).toBe('2024-01-01T01:00:00+01:00');
  });
});

describe('clock', () => {
  const tool = clock(() => summer);

  it('tells the time of the zone asked for', () => {
    expect(tool.execute({ timeZone: 'Asia/Tokyo' })).toBe('2024-07-02T07:30:05+09:00 (Asia/Tokyo)');
  });

  it('tells the local time where no zone is given', () => {
    const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(tool.execute({})).toBe(`${isoTime(summer, local)} (${local})`);
  });

  it('names a zone it does not know, and the remedy', () => {
    expect(() => tool.execute({ timeZone: 'Mars/Olympus' })).toThrow(
      'unknown time zone "Mars/Olympus"; use an IANA name such as Europe/Berlin, or UTC',
    );
  });

  it('refuses a zone that is no text', () => {
    expect(() => tool.execute({ timeZone: 3 })).toThrow('"timeZone" must be a string, not number');
  });
});
