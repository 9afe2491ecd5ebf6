import type { CallView } from '../backend/deferral.js';
import { deferral } from '../backend/select.js';
import { changedError } from '../errors.js';
import { bufferOf, byteLengthOf, byteOffsetOf } from '../platform/engine-views.js';
import {
  type Found,
  findBest,
  interceptSearches,
  rankAgain,
  type SearchHandler,
  scoreAll,
} from '../search/find.js';
import type { Scoring } from '../search/scoring.js';
import { type Call, callOf, canBeDeferred, giveResults, isOutput, runKernel } from './call.js';
import { onThreads, viewsForThreads } from './on-threads.js';
import { changed, countOf, inPieces } from './pieces.js';
import { type Context, findLater, rankLater, scoreLater } from './searches.js';
import { inSlices, PieceSize } from './slices.js';
import { smallBytes, smallSearch, stepOf, threadsFor } from './thresholds.js';

/** Thrown by the kernel's call of a function whose work is to be done first. */
const deferred = Symbol('deferred');

/** Work that a function asks for: of a kernel, or a search. */
interface Work {
  /** Tells this work from another, where a function does not do the same as before. */
  readonly kind: string;
  /** What is written, where it is to be used as `out` from then on. */
  readonly out: ArrayBufferView | undefined;
  readonly perform: (context: Context) => Promise<Result>;
}

/** What came of it: what it gives to the same work of the next run. */
type Result = (again: unknown) => unknown;

/** A function that is run. It is given what its first work wrote to, to use it as `out`. */
type Run<T> = (out: ArrayBufferView | undefined) => T;

/**
 * Runs a synchronous function so that the work is done elsewhere. The function is run from its beginning until it calls a kernel, which checks
 * the call, or searches; then this work is done by threads or in slices, and the function is run again, where the same work has its results.
 * So everything but this work is the function's own: checks, errors and results.
 *
 * @param run - the function on arguments that no code of the caller's can change: it does the same each time, but for views
 * @param takeOver - called once before the first work, or the result where there is none: gives the function on other memory, which is run
 * instead from then on
 */
export async function replay<T>(run: Run<T>, context: Context, takeOver?: () => Run<T>): Promise<T> {
  const { signal } = context.asked;
  const done: { readonly kind: string; readonly result: Result }[] = [];
  let out: ArrayBufferView | undefined;
  let own = takeOver === undefined ? run : undefined;
  for (;;) {
    // Asked before the call is checked: a getter may take its memory away.
    const isAborted = signal?.aborted === true;
    let position = 0;
    let next: Work | undefined;
    const demand = (work: Work, again: unknown): unknown => {
      const before = done[position++];
      if (before === undefined) {
        next = work;
        throw deferred;
      }
      if (before.kind !== work.kind) throw changedError('x');
      return before.result(again);
    };
    try {
      const result = intercepted(() => (own ?? run)(out), demand);
      if (own !== undefined) return result;
    } catch (error) {
      if (error !== deferred || next === undefined) throw error;
    }
    if (isAborted) throw signal.reason;
    if (own === undefined) {
      own = takeOver!();
      continue;
    }
    const work: Work = next!;
    done.push({ kind: work.kind, result: await work.perform(context) });
    out ??= work.out;
  }
}

type Demand = (work: Work, again: unknown) => unknown;

/** Runs a function that does its work by `demand`. */
function intercepted<T>(run: () => T, demand: Demand): T {
  const handler = (operation: number, ...views: CallView[]): void => {
    const call = callOf(operation, views);
    if (canBeDeferred(call) && !isSmall(call)) demand(workOf(call), call);
    else asUsual(() => runKernel(call.operation, views));
  };
  const search = <R>(scoring: Scoring, rows: number, work: Work, again: unknown, now: () => R): R =>
    rows * scoring.columns < smallSearch ? asUsual(now) : (demand(work, again) as R);
  const searches: SearchHandler = {
    find: (scoring, list, k) => {
      const rows = scoring.queries * (list?.length ?? scoring.rows);
      const perform = (context: Context) => findLater(scoring, list, k, context);
      const now = () => findBest(scoring, list, k);
      return search(scoring, rows, searchWork(`find ${scoring.queries} ${k}`, perform), undefined, now);
    },
    rank: (scoring, candidates, k) => {
      const perform = (context: Context) => rankLater(scoring, candidates, k, context);
      const now = () => rankAgain(scoring, candidates, k);
      const work = searchWork(`rank ${scoring.queries} ${k}`, perform);
      return search(scoring, candidates.length, work, undefined, now);
    },
    score: (scoring, all) => {
      const perform = async (context: Context): Promise<Result> => {
        await scoreLater(scoring, all, context);
        return (again) => copyTo(again as ArrayBufferView, all);
      };
      const work = { kind: `score ${all.length}`, out: all, perform };
      search(scoring, scoring.queries * scoring.rows, work, all, () => scoreAll(scoring, all));
    },
  };
  const turn = (isOn: boolean) => {
    deferral.intercept(isOn ? handler : undefined);
    interceptSearches(isOn ? searches : undefined);
  };
  function asUsual<R>(now: () => R): R {
    turn(false);
    try {
      return now();
    } finally {
      turn(true);
    }
  }
  turn(true);
  try {
    return run();
  } finally {
    turn(false);
  }
}

function searchWork(kind: string, find: (context: Context) => Promise<Found>): Work {
  const perform = async (context: Context): Promise<Result> => {
    const found = await find(context);
    return () => found;
  };
  return { kind, out: undefined, perform };
}

function isSmall({ views }: Call): boolean {
  return (byteLengthOf(views[0]!) ?? 0) < smallBytes;
}

function workOf(call: Call): Work {
  const perform = async (context: Context): Promise<Result> => {
    const isChanged = !(await performCall(call, context));
    return (again) => {
      if (isChanged) throw changedError('x');
      giveAgain(call, again as Call);
    };
  };
  return {
    kind: `${call.operation} ${call.views.length}`,
    out: call.operation === 'minMax' ? undefined : call.views[1],
    perform,
  };
}

/** Gives a call the results of the same call before. */
function giveAgain(done: Call, call: Call): void {
  call.views.forEach((view, i) => {
    if (view !== undefined && isOutput(call, i)) copyTo(view, done.views[i]);
  });
  giveResults(done);
}

function copyTo(view: ArrayBufferView, from: ArrayBufferView | undefined): void {
  if (view === from) return;
  if (from === undefined || byteLengthOf(view) !== byteLengthOf(from)) throw changedError('x');
  const isSame = bufferOf(view) === bufferOf(from) && byteOffsetOf(view) === byteOffsetOf(from);
  if (!isSame) bytesOf(view).set(bytesOf(from));
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(bufferOf(view), byteOffsetOf(view), byteLengthOf(view));
}

/** Does a call. Returns false where a view changed meanwhile. */
async function performCall(call: Call, { known, asked }: Context): Promise<boolean> {
  const { signal, onProgress } = asked;
  const total = countOf(call);
  // The first view is the data, which is not copied.
  const views = viewsForThreads(call, (i) => i > 0 && !isOutput(call, i), known);
  if (views !== undefined) {
    const count = threadsFor(call, total, asked.threads);
    const work = onThreads(call, views, count, stepOf(call, total, count), total, asked);
    if (work !== undefined) {
      await work;
      return true;
    }
  }
  const size = new PieceSize();
  try {
    await inSlices(inPieces(call, size.most), size, total, signal, onProgress);
    return true;
  } catch (error) {
    if (error === changed) return false;
    throw error;
  }
}
