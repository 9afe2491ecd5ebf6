/**
 * How far a call is. Functions that go through the data more than once count each pass.
 *
 * @category Promises
 */
export interface Progress {
  /** The elements that are done in this pass; of a search the rows. */
  readonly done: number;
  /** How many there are. */
  readonly total: number;
}

/**
 * The option that the functions of `linquant/promises` on files have besides those of their namesakes.
 *
 * @category Promises
 */
export interface ThreadsOption {
  /**
   * How many threads work on a piece: 1 to 64, or 'auto' (unless given), as many as gain, up to the processors. The result does not depend on
   * it. Without the addon the main thread works in slices.
   */
  readonly threads?: number | 'auto' | undefined;
}

/**
 * The options that the functions of `linquant/promises` on data in memory have besides those of their namesakes.
 *
 * @category Promises
 */
export interface PromiseOptions {
  /** Gives up the work: the promise rejects with its reason once the memory is no longer used. What outputs hold then is unspecified. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How many threads work on memory that is shared or was taken over: 1 to 64, or 'auto' (unless given), as many as gain for this much data, up to the
   * processors. The result does not depend on it. Other memory is worked on by the main thread, in slices, and so is everything without
   * the addon.
   */
  readonly threads?: number | 'auto' | undefined;
  /** Called now and then; what it throws gives up the work. Not called where the data is so little that it is done at once. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * The option of the functions of `linquant/promises` on data in memory that lets threads work on ArrayBuffers, too.
 *
 * @typeParam T - whether memory is taken over
 * @category Promises
 */
export interface TransferOption<T extends boolean = boolean> {
  /**
   * true: takes over the ArrayBuffers of the data and of `out`, and those of parameters of more than 1 MiB, as a transfer does: the views that
   * were given, and all others on the same ArrayBuffers, have no memory from then on, and new ones come back in {@link Transferred}. So nobody
   * can take the memory away from the threads that work on it. It is taken once the arguments are checked, however little data there is; shared
   * memory stays as it is. Default false.
   */
  readonly transfer?: T | undefined;
}

/**
 * The result of a function of `linquant/promises` that has taken memory over.
 *
 * @typeParam Result - what the function gives without `transfer`
 * @typeParam Given - the arguments
 * @category Promises
 */
export interface Transferred<Result, Given> {
  /** What the function gives without `transfer`. An `out` is in it as ever, on its memory's new ArrayBuffer. */
  readonly result: Result;
  /**
   * The arguments before the options under their names, as they were given, with the same views (class, offset, length) on the new
   * ArrayBuffers of their memory.
   */
  readonly transferred: Given;
}

/** What a function gives: with `transfer` the memory, too. */
export type PromiseOf<T extends boolean, Result, Given> = Promise<
  T extends true ? Transferred<Result, Given> : Result
>;
