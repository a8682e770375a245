import * as oracle from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import * as door from '../../../../compat/langgraph/state/index.ts';
import { describeChannels } from './described-channels.ts';

type Annotate = typeof door.Annotation;
const concat = (held: string[], more: string | string[]) => held.concat(more);

const specs: Record<string, (annotate: Annotate) => Record<string, unknown>> = {
  'last values': (annotate) => ({ called: annotate<string>(), uncalled: annotate<string> }),
  'a reducer': (annotate) => ({ key: annotate({ reducer: concat }) }),
  'a reducer and a default': (annotate) => ({ key: annotate({ reducer: concat, default: () => ['first'] }) }),
  'the older name of a reducer': (annotate) => ({ key: annotate({ value: concat, default: () => [] }) }),
  null: (annotate) => ({ key: annotate<string>(null) }),
  'no reducer': (annotate) => ({ key: annotate({ reducer: undefined } as never), other: annotate({} as never) }),
  'what is no object': (annotate) => ({ key: annotate(7 as never), other: annotate(concat as never) }),
};

describe('Annotation', () => {
  it.each(Object.keys(specs))('makes the channels of upstream of %s', (name) => {
    const writes = { key: [['a'], 'b'], called: ['x'], uncalled: ['x', 'y'], other: [1] };
    const channels = (annotate: Annotate) =>
      describeChannels(annotate.Root(specs[name]!(annotate) as never).spec, writes);
    expect(channels(door.Annotation)).toEqual(channels(oracle.Annotation as unknown as Annotate));
  });

  it('joins keys into a root that is recognised by name', () => {
    const spec = { key: door.Annotation<string>() };
    const root = door.Annotation.Root(spec);
    expect(root.spec).toBe(spec);
    expect(Object.keys(root).toSorted()).toEqual(Object.keys(oracle.Annotation.Root({})).toSorted());
    expect(root.constructor.name).toBe('AnnotationRoot');
    expect(door.AnnotationRoot.isInstance(root)).toBe(true);
    expect(door.AnnotationRoot.isInstance(oracle.Annotation.Root({}))).toBe(true);
    for (const other of [undefined, null, 'root', {}, { lc_graph_name: 'LastValue' }, door.Annotation]) {
      expect(door.AnnotationRoot.isInstance(other)).toBe(false);
    }
  });
});
