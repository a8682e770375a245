#!/usr/bin/env node
/** Entry of the `moss-agent-runtime` command. */
import { runCommand } from './command.ts';

// Set, not called: output still on its way is written before the process ends by itself.
process.exitCode = await runCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  folder: process.cwd(),
  exit: (code) => process.exit(code),
});
