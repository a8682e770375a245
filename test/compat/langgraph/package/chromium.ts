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
    const failed = new Promise<never>((_resolve, reject) => page.once('pageerror', reject));
    await page.setContent('<!doctype html>');
    await page.addScriptTag({ content: code, type: 'module' });
    // An inline module runs after its tag is there, so its outcome is waited for.
    const finished = page.waitForFunction("'outcome' in globalThis").then(() => page.evaluate('globalThis.outcome'));
    return await Promise.race([finished, failed]);
  } finally {
    await browser.close();
  }
}
