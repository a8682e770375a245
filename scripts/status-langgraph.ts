/** `npm run status:langgraph`: writes what of LangGraph the door has, into `compat/langgraph/`: STATUS.md and missing-names.json. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { langgraphStatus, missingNamesFile, printStatus, statusFile } from './langgraph-status.ts';

const { upstream, missing } = await langgraphStatus();
writeFileSync(missingNamesFile, JSON.stringify(missing));
execFileSync('oxfmt', [missingNamesFile]);
writeFileSync(statusFile, printStatus(upstream, missing));
const count = Object.values(missing).flat().length;
console.log(`${count === 0 ? 'No name' : `${count} names or paths`} missing; see ${statusFile}`);
