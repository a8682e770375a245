import { textArgument, type BuiltInTool } from './built-in-tool.ts';

/** The host's own time zone, an IANA name. */
function localTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function dateFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'longOffset',
    });
  } catch (cause) {
    throw new Error(`unknown time zone "${timeZone}"; use an IANA name such as Europe/Berlin, or UTC`, { cause });
  }
}

/**
 * Writes a moment in ISO 8601 with the offset of a time zone.
 *
 * @param moment when
 * @param timeZone IANA name
 * @throws Error if the time zone is unknown
 *
 * @example
 * isoTime(new Date(0), 'Europe/Berlin'); // '1970-01-01T01:00:00+01:00'
 */
export function isoTime(moment: Date, timeZone: string): string {
  const parts = new Map(
    dateFormat(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  return `${date}T${part('hour')}:${part('minute')}:${part('second')}${offset}`;
}

/**
 * The time now.
 *
 * @param now where the time comes from
 */
export function clock(now: () => Date = () => new Date()): BuiltInTool {
  return {
    name: 'clock',
    description: 'Tells the date and time now, in ISO 8601 with the offset of the time zone, and names the time zone.',
    parameters: {
      type: 'object',
      properties: {
        timeZone: { type: 'string', description: 'IANA name such as Europe/Berlin; the local one if left out' },
      },
      additionalProperties: false,
    },
    execute: (args) => {
      const timeZone = textArgument(args, 'timeZone') ?? localTimeZone();
      return `${isoTime(now(), timeZone)} (${timeZone})`;
    },
  };
}
