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
 * The options that the functions of `linquant/promises` on data in memory have besides those of their namesakes. Those on files do not take
 * `threads`.
 *
 * @category Promises
 */
export interface PromiseOptions {
  /** Gives up the work: the promise rejects with its reason once the memory is no longer used. What outputs hold then is unspecified. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How many threads work on memory that is shared: 1 to 64, or 'auto' (unless given), as many as gain for this much data, up to the
   * processors. The result does not depend on it. Other memory is worked on by the main thread, in slices, and so is everything on the
   * fallback.
   */
  readonly threads?: number | 'auto' | undefined;
  /** Called now and then; what it throws gives up the work. Not called where the data is so little that it is done at once. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
