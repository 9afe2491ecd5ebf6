/** What an array may hold and still be kept: 1 MB. */
const mostBytes = 2 ** 20;

interface Memory {
  readonly length: number;
  readonly byteLength: number;
  subarray(begin: number, end: number): Memory;
}

/**
 * Scratch memory of one purpose, kept from call to call: a search of some hundred rows costs less than making and clearing its arrays. It
 * grows as it is asked for more, up to {@link mostBytes}; longer arrays are made for their call alone. An array is good until the next one is
 * taken, and holds what was there before. No code of the caller's runs between, and each thread has its own copy of this module.
 */
export class Kept<T extends Memory> {
  private readonly Maker: new (
    length: number,
  ) => T;
  private whole: T;
  private last: T;

  constructor(Maker: new (length: number) => T) {
    this.Maker = Maker;
    this.whole = new Maker(0);
    this.last = this.whole;
  }

  /** An array of exactly so many elements, not cleared. */
  take(length: number): T {
    if (this.last.length === length) return this.last;
    if (this.whole.length < length) {
      const made = new this.Maker(length);
      if (made.byteLength > mostBytes) return made;
      this.whole = made;
    }
    this.last = this.whole.length === length ? this.whole : (this.whole.subarray(0, length) as T);
    return this.last;
  }
}

/** The scratch memory of a search. */
export class SearchMemory {
  readonly prepared = new Kept(Uint8Array);
  readonly restored = new Kept(Float32Array);
  readonly scores = new Kept(Float64Array);
  readonly keys = new Kept(Float64Array);
  readonly ids = new Kept(Uint32Array);
  readonly counts = new Kept(Float64Array);
  readonly places = new Kept(Uint32Array);
}

/** That of searches that are done at once. A search that is done in slices has its own. */
export const keptMemory = new SearchMemory();
