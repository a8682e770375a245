import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { manifest } from '../../../scripts/doors.ts';
import { featureGroups } from '../../../scripts/langgraph-features.ts';
import { langgraphPaths } from '../../../scripts/langgraph-paths.ts';
import { type LanggraphStatus, langgraphStatus, printStatus, statusFile } from '../../../scripts/langgraph-status.ts';

let status: LanggraphStatus;

beforeAll(async () => {
  status = await langgraphStatus();
}, 60_000);

describe('the names of the LangGraph door', () => {
  it.each(langgraphPaths.map(({ subpath }) => subpath))('%s offers every name', (subpath) => {
    expect(status.upstream.get(subpath)?.values.length).toBeGreaterThan(0);
    expect(status.missing[subpath] ?? []).toEqual([]);
  });

  it.each(langgraphPaths.map(({ subpath }) => subpath))('%s offers nothing else at run time', (subpath) => {
    const upstream = status.upstream.get(subpath)?.values;
    expect(status.ours.get(subpath)?.values.filter((name) => !upstream?.includes(name))).toEqual([]);
  });

  it('can be imported from this package by every path that there is', () => {
    const paths = langgraphPaths.map(({ subpath }) => `./langgraph${subpath.slice(1)}`);
    expect(paths.filter((path) => !(path in manifest.exports))).toEqual([]);
  });
});

describe('STATUS.md', () => {
  it('is what `npm run status:langgraph` writes', () => {
    expect(readFileSync(statusFile, 'utf8')).toBe(printStatus(status.upstream, status.missing));
  });

  it('says of a feature either that it is there or what is missing', () => {
    expect(featureGroups.length).toBeGreaterThan(10);
    const text = printStatus(new Map(), {}, [
      { title: 'T', features: [{ rank: 'core', state: 'partial', feature: 'f', missing: 'the rest' }] },
    ]);
    expect(text).toContain('| core | f | partial: the rest |');
    expect(text).toContain('0 of 1 features done, 1 partial, 0 not done.');
  });
});
