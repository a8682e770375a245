/** `npm run status:langgraph`: writes what of LangGraph the door has into `compat/langgraph/STATUS.md`. */
import { writeFileSync } from 'node:fs';
import { langgraphStatus, printStatus, statusFile } from './langgraph-status.ts';

const { upstream, missing } = await langgraphStatus();
writeFileSync(statusFile, printStatus(upstream, missing));
const count = Object.values(missing).flat().length;
console.log(`${count === 0 ? 'No name' : `${count} names`} missing; see ${statusFile}`);
