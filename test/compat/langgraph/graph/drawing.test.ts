import { describe, expect, it } from 'vitest';
import { graphs } from './graphs.ts';
import { door, oracle } from './libraries.ts';

/** Steps of a chain are drawn under random ids. */
function withoutIds(drawn: string): string {
  const seen = new Map<string, string>();
  return drawn.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, (id) => {
    if (!seen.has(id)) seen.set(id, `id${seen.size}`);
    return seen.get(id)!;
  });
}

describe('a drawing is that of upstream', () => {
  for (const xray of [false, true, 1, 0] as const)
    it.each(Object.keys(graphs))(`%s, xray ${xray}`, async (name) => {
      const draw = async (library: typeof door) => {
        const compiled = graphs[name]!(library);
        const drawn = await compiled.getGraphAsync({ xray });
        const sync = compiled.getGraph({ xray });
        return {
          mermaid: withoutIds(drawn.drawMermaid()),
          sync: withoutIds(sync.drawMermaid()),
          json: JSON.parse(withoutIds(JSON.stringify(sync.toJSON()))),
        };
      };
      const [ours, theirs] = [await draw(door), await draw(oracle)];
      expect(ours.mermaid).toBe(theirs.mermaid);
      expect(ours).toEqual(theirs);
    });
});

describe('a drawing', () => {
  it('leaves the metadata of nodes as it is', () => {
    const metadata = { why: 'x' };
    const compiled = new door.StateGraph(door.Annotation.Root({ x: door.Annotation<string> }))
      .addNode('a', () => ({}), { metadata })
      .addEdge(door.START, 'a')
      .compile({ interruptBefore: ['a'] });
    expect(compiled.getGraph().nodes['a']?.metadata).toEqual({ why: 'x', __interrupt: 'before' });
    expect(metadata).toEqual({ why: 'x' });
  });
});
