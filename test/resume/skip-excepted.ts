/** Leaves out, aloud, what looks at one engine or one process and cannot look the same in several. */
import { beforeEach } from 'vitest';
import { exceptions } from './exceptions.ts';

beforeEach(({ task, skip }) => {
  const file = task.file.name.replace(/^.*test\/engine\//, '');
  const title = task.fullTestName ?? task.name;
  const reason = exceptions.find(([of, part]) => of === file && title.includes(part))?.[2];
  if (reason === undefined) return;
  console.log(`Not resumed: ${file}: ${task.name}, because ${reason}`);
  skip(reason);
});
