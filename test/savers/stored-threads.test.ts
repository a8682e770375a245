import { expect, it } from 'vitest';
import { resumeStoredThreads } from './stored-threads.ts';

it('threads that earlier versions and LangGraph have stored go on', async () => {
  expect(await resumeStoredThreads()).toEqual({ threads: 6, resumed: 6 });
});
