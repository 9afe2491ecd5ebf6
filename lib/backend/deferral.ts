/** A view of a call; absent where it is optional. */
export type CallView = ArrayBufferView | undefined;

/**
 * Is called in place of the kernels.
 *
 * @param operation - its index in `operationNames`
 * @param views - those of the call, which was checked: its status is ok
 */
export type Handler = (operation: number, ...views: CallView[]) => void;

/** How calls are taken from the kernels, to be done later. */
export interface Deferral {
  /**
   * Until it is called with undefined, calls of operations that may be deferred call the handler instead of being run. What it throws is
   * thrown by the call. Other calls are run.
   */
  intercept(handler: Handler | undefined): void;
}

/** The threads of the addon (native/threads). */
export interface Threads {
  /**
   * Gives a call to the threads. Its memory must be such that no JavaScript can take it away.
   *
   * @param slots - the slots of the call, which the results are written to
   * @param threads - how many may work on it, 1 to {@link mostThreads}
   * @param step - elements of a range, about
   * @param done - called in a turn of the event loop of its own; the memory is not used any more
   * @param search - the rows of a search, and the views of its `selectBest`. The call is then the `scoreRows` of its first block, and all
   * memory that is written is there once for each thread
   * @returns the task's number; undefined where there are no threads for it
   */
  startTask(
    operation: number,
    slots: Float64Array,
    threads: number,
    step: number,
    views: readonly CallView[],
    done: () => void,
    search?: readonly (number | CallView)[],
  ): number | undefined;
  /** Begins no further range of a task. It is done as soon as those that were begun have ended. */
  stopTask(task: number): void;
  /** The elements that are done, of both steps where there are two. */
  progressOfTask(task: number): number;
}

/** The same as kMostLanes in native/threads/job.h. */
export const mostThreads = 64;
