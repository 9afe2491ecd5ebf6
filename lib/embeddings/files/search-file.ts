import {
  checkCallback,
  checkCount,
  checkGivenWord,
  checkLeftOut,
  checkOptions,
  checkSignal,
  checkWord,
  type Unchecked,
} from '../../arguments/options.js';
import { parameterNames, readParameters } from '../../arguments/parameters.js';
import { argumentError, linquantError } from '../../errors.js';
import type { AnyParameters, FloatInput } from '../../index.js';
import { checkFiner, checkOversampling, finalMetric, firstMetric } from '../../search/again.js';
import { Asked } from '../../search/asked.js';
import { readFilter } from '../../search/filter.js';
import { type Found, rankAgain } from '../../search/find.js';
import { checkFloatTypeName, checkGiven, type Given, type Rows, readGiven } from '../../search/given.js';
import type { SearchCodes, SearchCorpus, SearchOptions, SearchResult } from '../../search/index.js';
import { mergeResults } from '../../search/merge-results.js';
import { metricOf } from '../../search/metrics.js';
import { scoringOf } from '../../search/scoring.js';
import type { SearchMetric } from '../../search/types.js';
import { type BinaryDialect, dialectNames } from '../../tables/binary-dialects.js';
import { openCorpus } from './corpus.js';
import { atOnce, type PieceWorkOf } from './piece-work.js';
import type { FileProgress } from './quantize-file.js';
import type { Corpus } from './rows-in-file.js';
import { gatherRows, piecesOf } from './search-pieces.js';

/**
 * Options of {@link searchFile}: those of `searchEmbeddings`, and what the rows of the file are.
 *
 * @category Embeddings
 */
export interface SearchFileOptions
  extends Pick<SearchOptions, 'k' | 'metric' | 'search' | 'filter' | 'oversampling' | 'floatType'> {
  /** What rows are ranked by again: a file of the same rows, as `path` may be without its options, or memory as in `searchEmbeddings`. */
  readonly vectors?: string | FloatInput | Uint16Array | SearchCodes | undefined;
  /** The tensor of a `.safetensors` file to search in; `codes`, or the only one, unless given. */
  readonly tensor?: string | undefined;
  /** The numbers in one vector. Needed for a file of one dimension, and for bits whose number is no multiple of 8. */
  readonly dimensions?: number | undefined;
  /** The parameters of the codes, where the file has none: of the whole, of rows (axis 0) or of dimensions (axis 1). */
  readonly parameters?: AnyParameters | undefined;
  /** The rows are bits, of this dialect. */
  readonly dialect?: BinaryDialect | undefined;
  /** The rows that are read at once; as many as fit into 2 MiB unless given. */
  readonly rows?: number | undefined;
  /** Gives up the search: the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece; what it throws gives up the search. */
  readonly onProgress?: ((progress: FileProgress) => void) | undefined;
}

const optionNames = [
  ...['k', 'metric', 'search', 'filter', 'oversampling', 'floatType', 'vectors', 'tensor'],
  ...['dimensions', 'parameters', 'dialect', 'rows', 'signal', 'onProgress'],
];

/** The bytes of a piece: the queries are prepared once for each, which should cost little beside the scores. */
const pieceBytes = 2 ** 21;

/** Results of pieces that are kept before they are joined. */
const mostResults = 64;

/**
 * Finds the k nearest rows of each query in a file, however large it is: the next piece is read while one is searched. Rows and scores are
 * those of `searchEmbeddings` for the whole in memory.
 *
 * Reads a `.npy` file, or a tensor if the path ends in `.safetensors`:
 *
 * - float32, float64, float16 or bfloat16 of the shape `[rows, dimensions]`
 * - what {@link quantizeFile} writes as `.safetensors`: codes with their parameters, of any rule
 * - other codes with `parameters`: int8 as int8, other dtypes of at most 8 bits, also packed ones, as uint8 `[rows, bytes of a row]`
 * - bits with `dialect`: uint8 or int8 `[rows, ceil(dimensions / 8)]`
 *
 * With a `filter` only pieces with such rows are read.
 *
 * @param path - the file
 * @param queries - one vector or several: floats, or codes or bits of the same kind. Copied; the arrays of options must not be changed before the
 *   promise settles
 * @param options - see {@link SearchFileOptions}
 * @returns the rows and scores. Allocates two pieces of 2 MiB (or of `rows` rows) with what belongs to them, what `searchEmbeddings` allocates
 *   for a piece, and with `oversampling` and a path of `vectors` the rows that are ranked again. With `search: 'codes'` scales and offsets of
 *   rows are read once more before. Rejects with the errors of `searchEmbeddings`, whose `row` counts from the beginning of the file, and of
 *   `openNpy` and `openSafetensors`: also where the file changed or shrank meanwhile; with RangeError `ERR_LINQUANT_FORMAT`: no vectors; and
 *   with the reason of `signal`
 * @category Embeddings
 * @example
 * ```ts
 * import { quantizeFile, searchFile } from 'linquant/embeddings';
 * import { openNpy } from 'linquant/formats';
 *
 * await quantizeFile('examples/data/word-vectors.npy', 'build/searched.safetensors', { rule: 'row' });
 * const file = await openNpy('examples/data/word-vectors.npy');
 * const query = (await file.rows(7, 8)).toFloat32Array();
 * await file.close();
 *
 * const { indices } = await searchFile('build/searched.safetensors', query, { k: 3 });
 * console.log(indices[0]); // 7
 * ```
 */
export async function searchFile(
  path: string,
  queries: SearchCorpus,
  options?: SearchFileOptions,
): Promise<SearchResult> {
  return searchFileBy(path, queries, options, atOnce);
}

/** The same with pieces that are searched in another way. */
export async function searchFileBy(
  path: unknown,
  queries: unknown,
  options: unknown,
  workOf: PieceWorkOf,
): Promise<SearchResult> {
  if (typeof path !== 'string') throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'path', 'a string', path);
  const job = readJob(queries, options, workOf);
  const corpus = await openCorpus(path, job.corpus);
  try {
    const { finer } = job;
    if (typeof finer !== 'string') return await run(job, corpus, undefined);
    const vectors = await openCorpus(finer, noOptions);
    try {
      return await run(job, corpus, vectors);
    } finally {
      await vectors.close();
    }
  } finally {
    await corpus.close();
  }
}

const noOptions = { tensor: undefined, dimensions: undefined, parameters: undefined, dialect: undefined };

type Job = ReturnType<typeof readJob>;

/** Reads and checks what can be checked without the file. No code of the caller's runs after this. */
function readJob(queries: unknown, options: unknown, workOf: PieceWorkOf) {
  const given = checkOptions(options, optionNames);
  const { k, metric, search, filter, oversampling, floatType, vectors } = given;
  const { tensor, dimensions, parameters, dialect, rows, signal, onProgress } = given;
  const names = parameterNames('options.parameters');
  const corpus = {
    tensor,
    dimensions: dimensions === undefined ? undefined : checkCount('options.dimensions', dimensions, 1),
    parameters: parameters === undefined ? undefined : (readParameters(parameters, names) as Unchecked),
    dialect:
      dialect === undefined
        ? undefined
        : checkGivenWord<BinaryDialect>('options.dialect', dialect, dialectNames),
  };
  if (dialect !== undefined) checkLeftOut(given, ['parameters'], 'options.dialect');
  checkFloatTypeName(floatType);
  const isMemory = vectors !== undefined && typeof vectors !== 'string';
  const checked = checkSignal(signal);
  return {
    corpus,
    queries: readGiven('queries', queries),
    finer: isMemory ? readGiven('options.vectors', vectors) : (vectors as string | undefined),
    k: k === undefined ? 10 : checkCount('options.k', k, 1),
    factor: checkOversampling(oversampling, vectors),
    byCodes: checkWord('options.search', search, ['values', 'codes']) === 'codes',
    rows: rows === undefined ? undefined : checkCount('options.rows', rows, 1),
    metric,
    filter,
    floatType,
    signal: checked,
    onProgress: checkCallback<(progress: FileProgress) => void>('options.onProgress', onProgress),
    work: workOf(checked),
  };
}

async function run(job: Job, corpus: Corpus, vectors: Corpus | undefined): Promise<SearchResult> {
  const { byCodes, factor, floatType } = job;
  const { dimensions } = corpus;
  const queries = ownRows(checkGiven('queries', job.queries, dimensions, floatType, true));
  const finer = () => checkGiven('options.vectors', job.finer as Given, dimensions, floatType, true);
  const again = vectors ?? (job.finer === undefined ? undefined : finer());
  if (again !== undefined) checkFiner(again as Rows, corpus);
  if (vectors !== undefined && vectors.dimensions !== dimensions) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `options.vectors must have ${dimensions} dimensions, as ${corpus.path}; got ${vectors.dimensions}`,
    );
  }
  const final = again === undefined ? undefined : finalMetric(job.metric, queries);
  const first = final === undefined ? job.metric : firstMetric(corpus, final);
  const metric = metricOf(corpus.kind, queries.kind, first, byCodes);
  const list = readFilter(job.filter, corpus.rows);
  const available = list?.length ?? corpus.rows;
  const k = Math.min(job.k, available);
  const asked = new Asked(queries, dimensions);
  if (byCodes) await corpus.findGrid();
  const found = await findAll(job, corpus, asked, metric, list, Math.min(available, k * factor));
  if (final === undefined || again === undefined) return found;
  const isLarger = final !== 'l2';
  if (k === 0) return { ...found, largest: isLarger };
  const ranked =
    vectors === undefined
      ? rankAgain(scoringOf('options.vectors', finer(), asked, final, false), found.indices, k)
      : await rankByFile(vectors, found.indices, asked, final, k);
  return { ...(ranked as Pick<SearchResult, 'indices' | 'scores'>), k, largest: isLarger };
}

/** Queries in memory of our own, since the caller's code runs while pieces are read. Floats are copied where they are checked. */
function ownRows(rows: Rows): Rows {
  if (rows.kind === 'floats') return rows;
  const memory = Buffer.from(rows.memory);
  if (rows.kind === 'bits') return { ...rows, memory };
  const { scales, zeroPoints, offsets } = rows.parameters;
  const arrays = { scales: scales?.slice(), zeroPoints: zeroPoints?.slice(), offsets: offsets?.slice() };
  return { ...rows, memory, parameters: { ...rows.parameters, ...arrays } };
}

/** Searches piece by piece. */
async function findAll(
  job: Job,
  corpus: Corpus,
  asked: Asked,
  metric: SearchMetric,
  list: Uint32Array | undefined,
  k: number,
): Promise<SearchResult> {
  const { signal, onProgress, byCodes, work } = job;
  const { path, rows: totalRows } = corpus;
  const usual = Math.max(1, Math.floor((work.times * pieceBytes) / corpus.rowBytes));
  const largest = metric === 'cosine' || metric === 'dot';
  let found: SearchResult[] = [{ indices: new Uint32Array(0), scores: new Float64Array(0), k: 0, largest }];
  let firstRows = [0];
  const join = () => {
    found = [mergeResults(found, firstRows, Math.max(1, k))];
    firstRows = [0];
  };
  for await (const piece of piecesOf(corpus, list, Math.min(job.rows ?? usual, totalRows))) {
    if (signal?.aborted) throw signal.reason;
    const { rows, list: part, start, end } = piece;
    const own = Math.min(k, part?.length ?? rows.rows);
    const best = await work.find(scoringOf(path, rows, asked, metric, byCodes), part, own);
    found.push({ ...(best as SearchResult), k: own, largest });
    firstRows.push(start);
    if (found.length > mostResults) join();
    onProgress?.({ step: 'search', rows: end, totalRows });
  }
  join();
  return { ...found[0]!, largest };
}

/** Ranks rows again by those of a file, of which it reads these alone. */
async function rankByFile(
  vectors: Corpus,
  candidates: Uint32Array,
  asked: Asked,
  metric: SearchMetric,
  k: number,
): Promise<Found> {
  const list = Uint32Array.from(new Set(candidates)).sort();
  const places = new Map<number, number>();
  list.forEach((row, place) => {
    places.set(row, place);
  });
  const rows = await gatherRows(vectors, list);
  const own = candidates.map((row) => places.get(row)!);
  const { indices, scores } = rankAgain(scoringOf(vectors.path, rows, asked, metric, false), own, k);
  return { indices: indices.map((place) => list[place]!), scores };
}
