/** Code run in a real browser. */
import { existsSync } from 'node:fs';
import { chromium as playwright } from 'playwright-core';

/** The browser that this machine has, if any: `CHROMIUM`, or where Debian puts it. */
export const chromium: string | undefined = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium'].find((path) =>
  existsSync(path),
);

/** Runs a module in an empty page; gives what it left as `globalThis.outcome`, awaited. Fails on an error in the page. */
export async function runInChromium(code: string): Promise<unknown> {
  // The tests run as root in containers, where Chromium has no sandbox.
  const browser = await playwright.launch({ executablePath: chromium, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const failures: Error[] = [];
    page.on('pageerror', (error) => failures.push(error));
    await page.setContent('<!doctype html>');
    await page.addScriptTag({ content: code, type: 'module' });
    const outcome: unknown = await page.evaluate('globalThis.outcome');
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
    return outcome;
  } finally {
    await browser.close();
  }
}
