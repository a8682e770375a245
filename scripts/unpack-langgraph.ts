/** Puts the packed LangGraph door where programs find it as `@langchain/langgraph`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './doors.ts';

export interface UnpackedLanggraph {
  readonly tarball: string;
  /** Folder of the package. */
  readonly installed: string;
}

/** Packs the door into a folder, and unpacks it into that folder's `node_modules`. */
export function unpackLanggraph(folder: string, node: string = process.execPath): UnpackedLanggraph {
  const script = join(repository, 'scripts/pack-langgraph.ts');
  const tarball = execFileSync(node, [script, folder], { cwd: repository, encoding: 'utf8' }).trim();
  const installed = join(folder, 'node_modules/@langchain/langgraph');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  return { tarball, installed };
}
