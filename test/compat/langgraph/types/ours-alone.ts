/** Optional fields that we have and the original has not: each switches a difference off that is listed in DIFFERENCES.md. */
const FIELDS = ['repairToolCalls'];

/** A described type without them. */
export function withoutOurs(description: string): string {
  return FIELDS.reduce(
    (text, name) =>
      text.replaceAll(
        new RegExp(
          `${name}\\?: \\(false \\| true \\| undefined\\); |; ${name}\\?: \\(false \\| true \\| undefined\\)`,
          'g',
        ),
        '',
      ),
    description,
  );
}
