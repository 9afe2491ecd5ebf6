import type { CallView } from '../backend/deferral.js';
import { threads } from '../backend/select.js';
import { operationNames } from '../kernels.js';
import { byteLengthOf, copiedBytes } from '../platform/engine-views.js';
import type { Call } from './call.js';
import type { KnownMemory } from './known-memory.js';
import type { Asked } from './options.js';

/** Parameters of at most so many bytes are copied where they are not shared. */
export const mostCopied = 2 ** 20;

/**
 * The views of a call, where threads may work on them: shared memory, which cannot be taken away, or memory that only this package knows.
 *
 * @param isParameter - whether a view is one of parameters that are read
 * @param known - the memory that the caller knows
 * @returns undefined where one is not
 */
export function viewsForThreads(
  { views }: Call,
  isParameter: (index: number) => boolean,
  known: KnownMemory,
): CallView[] | undefined {
  // As many as a call may have, so that none is added: prototypes may have setters of these names, which would be told of our memory.
  const own: CallView[] = [none, none, none, none, none, none, none, none];
  for (let i = 0; i < views.length; i++) {
    const view = views[i];
    if (view === undefined) continue;
    own[i] = viewForThreads(view, isParameter(i), known);
    if (own[i] === undefined) return undefined;
  }
  own.length = views.length;
  return own;
}

const none = undefined;

/** A view that threads may use: itself, or a copy of small parameters. Undefined where there is none. */
function viewForThreads(view: ArrayBufferView, isParameter: boolean, known: KnownMemory): CallView {
  if (!known.canLose(view)) return view;
  const isCopied = isParameter && (byteLengthOf(view) ?? Number.POSITIVE_INFINITY) <= mostCopied;
  return isCopied ? copiedBytes(view) : undefined;
}

/**
 * Gives a call to threads.
 *
 * @param total - the elements, for progress
 * @returns a promise; undefined where there are no threads
 */
export function onThreads(
  { operation, slots }: Call,
  views: readonly CallView[],
  count: number,
  step: number,
  total: number,
  { signal, onProgress }: Asked,
  search?: readonly (number | CallView)[],
): Promise<void> | undefined {
  if (threads === undefined) return undefined;
  const { startTask, stopTask, progressOfTask } = threads;
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let task: number | undefined;
  let failure: { readonly error: unknown } | undefined;
  const giveUp = (error: unknown) => {
    failure ??= { error };
    if (task !== undefined) stopTask(task);
  };
  const abort = () => giveUp(signal?.reason);
  const tell = () => {
    const elements = progressOfTask(task!);
    try {
      // A second pass begins at 0 again.
      if (elements > 0) onProgress!({ done: elements > total ? elements - total : elements, total });
    } catch (error) {
      giveUp(error);
    }
  };
  // Before the threads begin: a signal that is none throws.
  signal?.addEventListener('abort', abort);
  task = startTask(operationNames.indexOf(operation), slots, count, step, views, finish, search);
  if (task === undefined) {
    signal?.removeEventListener('abort', abort);
    return undefined;
  }
  const timer = onProgress && setInterval(tell, 20);
  return done.then(() => {
    clearInterval(timer);
    signal?.removeEventListener('abort', abort);
    if (failure !== undefined) throw failure.error;
  });
}
