/** The points that a commit of the engine leads to. */
import type { Commit, TaskReport } from '../engine/index.ts';
import type { Version } from './langchain-contract.ts';
import { startTask, storedTasks } from './next-tasks.ts';
import type { Place, StoredPoint } from './stored-point.ts';
import { afterInput, afterSuperstep, inputCheckpoint, type Superstep } from './superstep-v4.ts';
import { uuid6Before } from './uuid.ts';

export interface Advance {
  readonly place: Place;
  readonly commit: Commit;
  /** Absent in a new thread. Its image passes to the points after it. */
  readonly before: StoredPoint | undefined;
  /** Of the tasks that led to the commit. */
  readonly reports: readonly TaskReport[];
  nextVersion(this: void, current: Version | undefined): Version;
}

export interface Advanced {
  readonly point: StoredPoint;
  /** What LangGraph stores before it of an input: the input not yet taken, and the task that takes it. */
  readonly input: { readonly point: StoredPoint; readonly task: string } | undefined;
}

export function advance({ place, commit, before, reports, nextVersion }: Advance): Advanced {
  const { form, namespace } = place;
  const resumes = before?.loaded === true && commit.source === 'loop';
  const step: Superstep = { form, commit, before, reports, resumes, nextVersion };
  const shift = shiftOf(commit, before);
  const number = commit.step + shift;
  const isInput = commit.source === 'input';
  const input = isInput ? inputCheckpoint(step) : undefined;
  const image = input === undefined ? afterSuperstep(step) : afterInput(input, step);
  const taskPlace = { namespace, checkpoint: commit.id, step: number };
  const point: StoredPoint = {
    id: commit.id,
    image,
    metadata: { source: isInput ? 'loop' : commit.source, step: number, parents: place.parents },
    next: commit.next,
    tasks: storedTasks(form, image, commit.next, taskPlace),
    // What was not stored is nobody's parent.
    parent: before?.stored === false ? before.parent : before?.id,
    shift,
    stored: false,
    loaded: false,
  };
  const inputId = isInput ? uuid6Before(commit.id) : undefined;
  if (input === undefined || inputId === undefined) return { point, input: undefined };
  const metadata = { ...point.metadata, source: 'input' as const, step: number - 1 };
  const { id } = startTask({ namespace, checkpoint: inputId, step: number - 1 });
  return { point, input: { point: { ...point, id: inputId, image: input, metadata, next: [], tasks: [] }, task: id } };
}

/** LangGraph counts an input to a thread that has begun as a super-step of its own, and a fork too. */
function shiftOf({ source }: Commit, before: StoredPoint | undefined): number {
  if (before === undefined) return 0;
  return before.shift + (source === 'input' || source === 'fork' ? 1 : 0);
}
