import type { CallView } from '../backend/deferral.js';
import { threads } from '../backend/select.js';
import { operationNames } from '../kernels.js';
import { bufferOf, byteLengthOf, byteOffsetOf } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { type Call, isOutput } from './call.js';
import type { Asked } from './options.js';

/** Parameters of at most so many bytes are copied where they are not shared. */
const mostCopied = 2 ** 20;

/**
 * The views of a call, where threads may work on them: shared memory, which cannot be taken away, or memory that only this package knows.
 *
 * @param buffers - the memory that the caller knows
 * @returns undefined where one is not
 */
export function viewsForThreads(call: Call, buffers: ReadonlySet<ArrayBufferLike>): CallView[] | undefined {
  const views: CallView[] = [];
  for (const [i, view] of call.views.entries()) {
    // The first view is the data, which is not copied.
    const own = view && viewForThreads(view, i > 0 && !isOutput(call, i), buffers);
    if (view !== undefined && own === undefined) return undefined;
    views.push(own);
  }
  return views;
}

/** A view that threads may use: itself, or a copy of small parameters. Undefined where there is none. */
export function viewForThreads(
  view: ArrayBufferView,
  isParameter: boolean,
  buffers: ReadonlySet<ArrayBufferLike>,
): ArrayBufferView | undefined {
  const buffer = bufferOf(view);
  if (types.isSharedArrayBuffer(buffer) || !buffers.has(buffer)) return view;
  const bytes = byteLengthOf(view) ?? Number.POSITIVE_INFINITY;
  if (!isParameter || bytes > mostCopied) return undefined;
  return Uint8Array.from(new Uint8Array(buffer, byteOffsetOf(view), bytes));
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
