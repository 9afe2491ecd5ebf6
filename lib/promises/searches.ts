import { deferral, threads as pool } from '../backend/select.js';
import { changedError } from '../errors.js';
import { Status, slot } from '../kernels.js';
import { bufferOf, byteLengthOf, copiedBytes } from '../platform/engine-views.js';
import { Best } from '../search/best.js';
import { mostQueries } from '../search/blocks.js';
import { type Found, noneFound, putScores, rankAgain } from '../search/find.js';
import { SearchMemory } from '../search/kept.js';
import { Scorer } from '../search/scorer.js';
import type { Scoring } from '../search/scoring.js';
import { type Call, callOf } from './call.js';
import type { KnownMemory } from './known-memory.js';
import { onThreads, viewsForThreads } from './on-threads.js';
import type { Asked } from './options.js';
import { changed, type Pieces } from './pieces.js';
import { inSlices, PieceSize } from './slices.js';
import { rangeOfScores, threadsForBest, threadsForSearch } from './thresholds.js';

/** What a search has to know of its promise. */
export interface Context {
  /** The memory that the caller knows. */
  readonly known: KnownMemory;
  readonly asked: Asked;
}

/** As {@link findBest}, later. */
export async function findLater(
  scoring: Scoring,
  given: Uint32Array | undefined,
  k: number,
  context: Context,
): Promise<Found> {
  const found = noneFound(scoring.queries, k);
  // Memory of the caller may be taken away.
  const list = given && new Uint32Array(bufferOf(copiedBytes(given)));
  const rows = list?.length ?? scoring.rows;
  await eachGroup(scoring, async (first, count) => {
    const memory = new SearchMemory();
    const scorer = new Scorer(scoring, first, count, rows, memory);
    const most = threadsForSearch(rows * count * scoring.columns, context.asked.threads);
    const threads = threadsForBest(rows, k, most);
    const best = await findOnThreads(scoring, scorer, list, rows, k, threads, context);
    if (best !== undefined) {
      best.write(found.indices, found.scores, first * k);
      return;
    }
    const own = new Best(count, k, scoring.isLarger, memory);
    const add = (scores: Float64Array, length: number, row: number) =>
      own.add(scores, length, row, list?.subarray(row, row + length));
    await slices(scoring, rows, context, (size) => blocks(scoring, scorer, list, rows, size, add));
    own.write(found.indices, found.scores, first * k);
  });
  return found;
}

/** As {@link rankAgain}, later: query by query. */
export async function rankLater(
  scoring: Scoring,
  candidates: Uint32Array,
  k: number,
  context: Context,
): Promise<Found> {
  const found = noneFound(scoring.queries, k);
  const count = candidates.length / scoring.queries;
  const live = liveness(scoring);
  function* each(): Pieces {
    for (let query = 0; query < scoring.queries; query++) {
      live();
      const one = rankAgain(
        queryOf(scoring, query),
        candidates.subarray(query * count, (query + 1) * count),
        k,
      );
      found.indices.set(one.indices, query * k);
      found.scores.set(one.scores, query * k);
      yield count;
    }
  }
  await slices(scoring, candidates.length, context, each);
  return found;
}

/** As {@link scoreAll}, later. */
export async function scoreLater(
  scoring: Scoring,
  all: Float64Array | Float32Array,
  context: Context,
): Promise<void> {
  const { rows } = scoring;
  const length = byteLengthOf(all);
  await eachGroup(scoring, async (first, count) => {
    const scorer = new Scorer(scoring, first, count, rows, new SearchMemory());
    if (await scoreOnThreads(scoring, scorer, all, first, context)) return;
    const put = (scores: Float64Array, block: number, row: number) => {
      if (byteLengthOf(all) !== length) throw changed;
      putScores(all, scores, count, block, rows, first, row);
    };
    await slices(scoring, rows, context, (size) => blocks(scoring, scorer, undefined, rows, size, put));
  });
}

async function eachGroup(
  { queries }: Scoring,
  work: (first: number, count: number) => Promise<void>,
): Promise<void> {
  for (let first = 0; first < queries; first += mostQueries) {
    await work(first, Math.min(mostQueries, queries - first));
  }
}

/** One query of a scoring. */
function queryOf(scoring: Scoring, query: number): Scoring {
  const { asked, constants, queries } = scoring;
  const [width, ofQuery] = [asked.length / queries, constants.length / queries];
  return {
    ...scoring,
    queries: 1,
    asked: asked.subarray(query * width, (query + 1) * width),
    constants: constants.subarray(query * ofQuery, (query + 1) * ofQuery),
  };
}

async function slices(
  { argument }: Scoring,
  total: number,
  { asked: { signal, onProgress } }: Context,
  pieces: (size: PieceSize) => Pieces,
): Promise<void> {
  const size = new PieceSize();
  try {
    await inSlices(pieces(size), size, total, signal, onProgress);
  } catch (error) {
    throw error === changed ? changedError(argument) : error;
  }
}

/** A function that throws where memory of the rows is not as it is now. */
function liveness({ view, parameters, restored, floats }: Scoring): () => void {
  const ofCodes = restored?.parameters;
  const views = [
    view,
    parameters?.scales,
    parameters?.zeroPoints,
    parameters?.offsets,
    restored?.memory,
    ofCodes?.scales,
    ofCodes?.zeroPoints,
    ofCodes?.offsets,
    floats?.vectors.view,
  ].filter((view) => view !== undefined);
  const lengths = views.map(byteLengthOf);
  return () => {
    if (views.some((view, i) => byteLengthOf(view) !== lengths[i])) throw changed;
  };
}

/** Scores block by block; blocks have as many products as fit into a piece. */
function* blocks(
  scoring: Scoring,
  scorer: Scorer,
  list: Uint32Array | undefined,
  rows: number,
  size: PieceSize,
  use: (scores: Float64Array, length: number, row: number) => void,
): Pieces {
  const { queries, blockRows } = scorer;
  const scores = new Float64Array(queries * blockRows);
  const live = liveness(scoring);
  for (let row = 0; row < rows; ) {
    live();
    const fit = Math.max(1, Math.floor(size.most() / (queries * scoring.columns)));
    const length = Math.min(fit, blockRows, rows - row);
    const block = scores.subarray(0, queries * length);
    scorer.score(row, length, list?.subarray(row, row + length), block);
    use(block, length, row);
    yield length;
    row += length;
  }
}

/** The call of a kernel that a function makes, which is not run. */
function callIn(run: () => void): Call {
  let call: Call | undefined;
  deferral.intercept((operation, ...views) => {
    call = callOf(operation, views);
  });
  try {
    run();
  } finally {
    deferral.intercept(undefined);
  }
  return call!;
}

/** The views of `scoreRows` behind the data, the queries, the scores and the list. */
const isParameter = (index: number): boolean => index > 4;

/** Searches on threads, each of which keeps the best of its own blocks. Undefined where that cannot be, or a row is not finite. */
async function findOnThreads(
  scoring: Scoring,
  scorer: Scorer,
  list: Uint32Array | undefined,
  rows: number,
  k: number,
  threads: number,
  { known, asked }: Context,
): Promise<Best | undefined> {
  if (pool === undefined || scoring.restored !== undefined || known.canLose(scoring.view)) return undefined;
  const { queries, blockRows } = scorer;
  const best = new Best(queries, k, scoring.isLarger, new SearchMemory(), threads);
  const scores = new Float64Array(threads * queries * blockRows);
  const block = scores.subarray(0, queries * blockRows);
  const part = list?.subarray(0, blockRows);
  const score = callIn(() => scorer.score(0, blockRows, part, block));
  const select = callIn(() => best.add(block, blockRows, 0, part));
  const views = viewsForThreads(score, isParameter, known);
  if (views === undefined) return undefined;
  views[3] = scores;
  views[4] = list;
  const search = [rows, select.slots, scores, best.keys, best.ids, best.counts, list];
  const work = onThreads(score, views, threads, blockRows, rows, asked, search);
  if (work === undefined) return undefined;
  await work;
  // Slices find the first one, with its row and column.
  return score.slots[slot.status] === Status.ok ? best : undefined;
}

async function scoreOnThreads(
  scoring: Scoring,
  scorer: Scorer,
  all: Float64Array | Float32Array,
  first: number,
  { known, asked }: Context,
): Promise<boolean> {
  const { queries } = scorer;
  const { rows, columns, restored, view } = scoring;
  if (pool === undefined || restored !== undefined || known.canLose(view) || known.canLose(all)) return false;
  if (!(all instanceof Float64Array)) return false;
  const scores = all.subarray(first * rows, (first + queries) * rows);
  const score = callIn(() => scorer.score(0, rows, undefined, scores));
  const views = viewsForThreads(score, isParameter, known);
  if (views === undefined) return false;
  const threads = threadsForSearch(rows * queries * columns, asked.threads);
  const work = onThreads(score, views, threads, rangeOfScores(rows, queries * columns, threads), rows, asked);
  if (work === undefined) return false;
  await work;
  return score.slots[slot.status] === Status.ok;
}
