/** The LangGraph door as a consumer gets it: packed, and unpacked as `@langchain/langgraph` into an empty project. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackLanggraph } from '../../../../scripts/unpack-langgraph.ts';
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
  const { tarball, installed } = unpackLanggraph(project, pinnedNode);
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as PackedManifest;
  const asked = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  for (const name of [...asked, '@types/node']) linkPackage(project, name);
  return { project, tarball, installed, manifest };
}
