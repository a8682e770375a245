import { MemorySaver } from '@langchain/langgraph-checkpoint';
import type { LangChainSaver } from '../../../src/savers/index.ts';
import { expectResult, type Contender } from '../../contender.ts';
import { recordedChain } from './ours.ts';

type Call = (saver: LangChainSaver) => Promise<unknown>;

/** A saver that notes its calls, as calls that another saver can be given. */
function noting(calls: Call[]): LangChainSaver {
  const saver: LangChainSaver = new MemorySaver();
  const noted =
    <Name extends 'getTuple' | 'put' | 'putWrites' | 'deleteThread'>(name: Name) =>
    (...args: Parameters<LangChainSaver[Name]>): ReturnType<LangChainSaver[Name]> => {
      const call = (to: LangChainSaver) => Reflect.apply(to[name], to, args) as ReturnType<LangChainSaver[Name]>;
      calls.push(call);
      return call(saver);
    };
  return {
    getTuple: noted('getTuple'),
    put: noted('put'),
    putWrites: noted('putWrites'),
    deleteThread: noted('deleteThread'),
    list: (config) => saver.list(config),
    getNextVersion: (current) => saver.getNextVersion(current),
  };
}

export const contender: Contender = {
  prepare: async (size) => {
    const calls: Call[] = [];
    await recordedChain(noting(calls), size)();
    const saver: LangChainSaver = new MemorySaver();
    const ofRun = calls.slice(0, -1);
    return async () => {
      for (const call of ofRun) await call(saver);
      const last = await saver.getTuple({ configurable: { thread_id: 'thread', checkpoint_ns: '' } });
      expectResult(last?.checkpoint.channel_values['count'] as number, size);
      await saver.deleteThread('thread');
    };
  },
};
