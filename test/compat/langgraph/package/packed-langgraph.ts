/** The LangGraph door as a consumer gets it: packed, and unpacked as `@langchain/langgraph` into an empty project. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../../../scripts/doors.ts';
import { emptyProject, linkPackage, pinnedNode } from '../../../package/packed-package.ts';

/** What the tests read of the packed manifest. */
export interface PackedManifest {
  readonly version: string;
  readonly sideEffects: readonly string[];
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

export interface PackedLanggraph {
  /** The project's folder. */
  readonly project: string;
  readonly tarball: string;
  /** The package's folder in the project. */
  readonly installed: string;
  readonly manifest: PackedManifest;
}

/** Packs the door and unpacks it beside the packages it asks for. */
export function packLanggraph(): PackedLanggraph {
  const project = emptyProject();
  const script = join(repository, 'scripts/pack-langgraph.ts');
  const tarball = execFileSync(pinnedNode, [script, project], { cwd: repository, encoding: 'utf8' }).trim();
  const installed = join(project, 'node_modules/@langchain/langgraph');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as PackedManifest;
  const asked = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  for (const name of [...asked, '@types/node']) linkPackage(project, name);
  return { project, tarball, installed, manifest };
}
