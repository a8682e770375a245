import * as oracle from '@langchain/langgraph';
import * as oracleZod from '@langchain/langgraph/zod';
import { HumanMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { z as z3 } from 'zod/v3';
import * as door from '../../../../compat/langgraph/messages/index.ts';
import * as doorZod from '../../../../compat/langgraph/zod/index.ts';
import { describeChannels } from '../state/described-channels.ts';

type Library = typeof door & { zod: typeof doorZod };
const ours: Library = { ...door, zod: doorZod };
const theirs = { ...oracle, zod: oracleZod } as unknown as Library;
const writes = { messages: [new HumanMessage({ content: 'x', id: '1' }), [{ role: 'ai', content: 'y', id: '2' }]] };

describe('states of messages', () => {
  it('are what they are upstream as an annotation', () => {
    const see = ({ MessagesAnnotation }: Library) => describeChannels(MessagesAnnotation.spec, writes);
    expect(see(ours)).toEqual(see(theirs));
  });

  it('are what they are upstream as an object of zod 3', () => {
    const see = ({ MessagesZodState, zod }: Library) => [
      MessagesZodState instanceof z3.ZodObject,
      describeChannels(zod.schemaMetaRegistry.getChannelsForSchema(MessagesZodState), writes),
      describeChannels(
        zod.schemaMetaRegistry.getChannelsForSchema(MessagesZodState.extend({ more: z3.string() })),
        writes,
      ),
      MessagesZodState.parse({ messages: ['anything'] }),
    ];
    expect(see(ours)).toEqual(see(theirs));
    expect(see(ours)[0]).toBe(true);
  });

  it('are what they are upstream as what is known of a schema', () => {
    const see = ({ MessagesZodMeta: meta }: Library) => [Object.keys(meta), meta.jsonSchemaExtra, meta.default?.()];
    expect(see(ours)).toEqual(see(theirs));
    expect(door.MessagesZodMeta.reducer?.fn).toBe(door.messagesStateReducer);
  });

  it('are what they are upstream as fields', () => {
    const see = ({ MessagesValue, MessagesDeltaValue }: Library) =>
      [MessagesValue, MessagesDeltaValue].map((value) => [
        Object.keys(value).toSorted(),
        value.jsonSchemaExtra,
        value.valueSchema['~standard'].validate(undefined),
        value.inputSchema['~standard'].validate('anything'),
      ]);
    expect(see(ours)).toEqual(see(theirs));
  });
});
