import type { Progress } from './types.js';

/** Work that is done in pieces by the main thread. */
interface Work {
  /** Does a piece. Returns whether there is more. */
  readonly step: () => boolean;
  readonly end: (failure?: { readonly error: unknown }) => void;
}

/** The milliseconds of a slice; a piece that was begun is ended after it. */
const sliceTime = 1.5;

/** All work of this thread, which takes turns piece by piece. */
const queue: Work[] = [];
let isScheduled = false;

function schedule(): void {
  if (isScheduled || queue.length === 0) return;
  isScheduled = true;
  setImmediate(slice);
}

/** One slice for all, between two turns of the event loop. */
function slice(): void {
  isScheduled = false;
  const end = performance.now() + sliceTime;
  do {
    const work = queue.shift();
    if (work === undefined) return;
    try {
      if (work.step()) queue.push(work);
      else work.end();
    } catch (error) {
      work.end({ error });
    }
  } while (performance.now() < end);
  schedule();
}

/** The elements of a piece: as many as take this long, in milliseconds. */
const pieceTime = { least: 0.2, most: 0.6 } as const;

/** How many elements there are in a piece: adapts itself to the time that they take. */
export class PieceSize {
  private elements = 2 ** 13;
  readonly most = (): number => this.elements;

  /** Tells how long a piece took. */
  took(milliseconds: number): void {
    if (milliseconds < pieceTime.least) this.elements = Math.min(2 ** 24, this.elements * 2);
    else if (milliseconds > pieceTime.most) this.elements = Math.max(2 ** 6, this.elements / 2);
  }
}

/**
 * Does pieces of work between turns of the event loop, in slices of at most about 2 ms for all callers.
 *
 * @param pieces - gives the elements that a piece did
 * @param size - of pieces, which is told how long they took
 * @param total - of all elements, for progress
 */
export function inSlices(
  pieces: Iterator<number, void>,
  size: PieceSize,
  total: number,
  signal: AbortSignal | undefined,
  onProgress: ((progress: Progress) => void) | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let done = 0;
    let told = performance.now();
    const step = () => {
      if (signal?.aborted) throw signal.reason;
      const start = performance.now();
      const { value, done: isOver } = pieces.next();
      if (isOver === true) return false;
      const now = performance.now();
      size.took(now - start);
      // A second pass begins at 0 again.
      done = done === total ? value : done + value;
      if (onProgress !== undefined && now - told > 20) {
        told = now;
        onProgress({ done, total });
      }
      return true;
    };
    const end = (failure?: { readonly error: unknown }) =>
      failure === undefined ? resolve() : reject(failure.error);
    queue.push({ step, end });
    schedule();
  });
}
