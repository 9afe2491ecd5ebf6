import { checkCallback, checkFlag, checkNamed, checkSignal } from '../../arguments/options.js';
import { argumentError, linquantError } from '../../errors.js';
import type { WriteOptions } from '../../formats/index.js';
import { type AnyParameters, minMax, type Range } from '../../index.js';
import type { CodeDialect } from '../quantize/code-dialects.js';
import { quantizeByOptions } from '../quantize/quantize.js';
import type { EmbeddingDtype, RowFit } from '../quantize/types.js';
import { type EmbeddingWarning, warningsFor } from '../quantize/warnings.js';
import { isCalibration, type RangeCalibration } from '../ranges/calibration.js';
import type { RangesInput } from '../ranges/ranges.js';
import { isSafetensors } from './open-tensor.js';
import { atOnce, type PieceWork, type PieceWorkOf } from './piece-work.js';
import { type Counts, calibratePieces, type Quantize, quantizePieces } from './quantize-pieces.js';
import { openVectors, type Source, type VectorPiece } from './source.js';
import { createCodes, type Described } from './target.js';

/**
 * How far {@link quantizeFile} or {@link searchFile} is.
 *
 * @category Embeddings
 */
export interface FileProgress {
  /** 'calibrate' is the first pass of `quantizeFile`, of the rules that need one; 'search' is that of `searchFile`. */
  readonly step: 'calibrate' | 'quantize' | 'search';
  /** The vectors that are done in this pass: those before it. */
  readonly rows: number;
  /** The vectors of the file. */
  readonly totalRows: number;
}

/**
 * Options of {@link quantizeFile}: those of {@link quantizeEmbeddings}, the tensor to read, and how the file is written.
 *
 * @category Embeddings
 */
export interface QuantizeFileOptions extends WriteOptions {
  /** As in {@link quantizeEmbeddings}. 'matrix', and 'ranges' without `ranges`, take their range from the file, in a pass of its own. */
  readonly rule: 'row' | 'matrix' | 'range' | 'ranges';
  /** The type of the codes, one that the rule has: 'int8' unless given. */
  readonly dtype?: EmbeddingDtype | undefined;
  /** Of rule 'row': how the scale of a row is chosen. */
  readonly fit?: RowFit | undefined;
  /** Of rule 'range': the range, -1..1 unless given. */
  readonly range?: Range | undefined;
  /** Of rule 'ranges': the ranges, from calibration vectors. */
  readonly ranges?: RangesInput | RangeCalibration | undefined;
  /** Of rules 'range' and 'ranges': whose codes to make. */
  readonly dialect?: CodeDialect | undefined;
  /** Of rules 'range' and 'ranges': whether to count the clipped values. */
  readonly countClipped?: boolean | undefined;
  /** The numbers in one vector; needed for a file of one dimension only. */
  readonly dimensions?: number | undefined;
  /** The tensor of a `.safetensors` file that holds the vectors; a file of one tensor needs none. */
  readonly tensor?: string | undefined;
  /** Gives up the work: the promise rejects with its reason, and the old file stays as it was. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece of about 1 MiB; what it throws gives up the work. */
  readonly onProgress?: ((progress: FileProgress) => void) | undefined;
}

/**
 * The result of {@link quantizeFile}.
 *
 * @category Embeddings
 */
export interface QuantizedFile {
  /** The parameters of the codes. With rule 'row' undefined: they are in the file, one set for each row. */
  readonly parameters: AnyParameters<EmbeddingDtype> | undefined;
  /** Rows and dimensions. */
  readonly shape: readonly [number, number];
  /** With `countClipped`: the share of values that were clamped to the lowest or highest code, from 0 to 1. */
  readonly clipped?: number;
  /** The dialect of the codes, if one was given and its codes differ from the rule's own. */
  readonly dialect?: CodeDialect;
  /** How many vectors have no code but 0. */
  readonly zeroRows: number;
  /** Reasons to doubt the ranges or the codes; usually empty. */
  readonly warnings: readonly EmbeddingWarning[];
}

const ruleOptions = ['rule', 'dtype', 'fit', 'range', 'ranges', 'dialect', 'countClipped'] as const;
const optionNames = [...ruleOptions, 'dimensions', 'tensor', 'signal', 'onProgress', 'atomic'];

/** The bytes of a piece: it stays in a processor's second cache, and a read costs little beside it. */
const pieceBytes = 2 ** 20;

/**
 * Quantizes the vectors of a file into another, however large they are: it reads, quantizes and writes at once, piece by piece. The bytes of the
 * codes, and the parameters, are those of {@link quantizeEmbeddings} for the whole.
 *
 * Reads float32, float64, float16 or bfloat16 of the shape `[rows, dimensions]` from a `.npy` file, or from a tensor if the path ends in
 * `.safetensors`. Writes by the ending of `to`:
 *
 * - `.npy`: the codes alone, int8 or uint8 `[rows, dimensions]`. Not with rule 'row'.
 * - `.safetensors`: the tensors `codes`, `[rows, bytes of a row]`, int8, or uint8 also for packed codes; `scale`, float32, and where there are
 *   offsets `offset`, of the shape `[rows]` with rule 'row', `[dimensions]` with 'ranges', else `[]`. The metadata has, as text, `rule`, `fit` and
 *   `dialect` as given, `dtype`, `dimensions`, and of the parameters `zeroPoint` (one number for all), `axis`, `qmin`, `qmax` and `rounding` where
 *   they are set.
 *
 * The file appears when it is whole; see `createNpy` of `linquant/formats` for what errors and signals leave. `from` and `to` may be one path.
 *
 * @param from - the file with the vectors
 * @param to - the file to write, new or to be replaced
 * @param options - see {@link QuantizeFileOptions}
 * @returns the parameters, counts and warnings. Allocates two pieces of about 1 MiB of vectors, or of one vector where that is larger, and the
 *   codes of two such pieces. Rejects with the errors of {@link quantizeEmbeddings}, whose `row` counts from the beginning of the file, and of
 *   `openNpy`, `openSafetensors`, `createNpy` and `createSafetensors`; with RangeError `ERR_LINQUANT_FORMAT`: no vectors of floats;
 *   `ERR_LINQUANT_INVALID_OPTION`: another ending of `to`; and with the reason of `signal`
 * @category Embeddings
 * @example
 * ```ts
 * import { quantizeFile } from 'linquant/embeddings';
 * import { openNpy } from 'linquant/formats';
 *
 * const { shape, warnings } = await quantizeFile('examples/data/word-vectors.npy', 'build/words.npy', { rule: 'ranges' });
 * console.log(shape, warnings); // [ 4096, 256 ] []
 * const codes = await openNpy('build/words.npy');
 * console.log(codes.dtype); // int8
 * await codes.close();
 * ```
 */
export async function quantizeFile(
  from: string,
  to: string,
  options: QuantizeFileOptions,
): Promise<QuantizedFile> {
  return quantizeFileBy(from, to, options, atOnce);
}

/** The same with pieces that are worked on in another way. */
export async function quantizeFileBy(
  from: unknown,
  to: unknown,
  options: unknown,
  workOf: PieceWorkOf,
): Promise<QuantizedFile> {
  const job = checkJob(from, to, options, workOf);
  const source = await openVectors(job.from, job.tensor, job.dimensions);
  try {
    return await run(job, source);
  } finally {
    await source.close();
  }
}

/** The checked arguments; the options of the rule are checked by quantizeEmbeddings. */
interface Job {
  readonly from: string;
  readonly to: string;
  readonly rule: Readonly<Record<string, unknown>>;
  readonly tensor: unknown;
  readonly dimensions: unknown;
  readonly atomic: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: FileProgress) => void) | undefined;
  readonly work: PieceWork;
}

function checkJob(from: unknown, to: unknown, options: unknown, workOf: PieceWorkOf): Job {
  for (const [name, path] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (typeof path === 'string') continue;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', name, 'a string', path);
  }
  const given = checkNamed('options', options, optionNames);
  const { tensor, dimensions, atomic, signal, onProgress } = given;
  const rule = Object.fromEntries(ruleOptions.map((name) => [name, given[name]]));
  const isRow = rule.rule === 'row';
  if (!isSafetensors(to) && (isRow || !/\.npy$/i.test(to as string))) {
    const why = isRow ? " with rule 'row', whose scales lie beside the codes" : '';
    const allowed = `a path that ends in ${isRow ? '' : '.npy or '}.safetensors${why}`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'to', allowed, to);
  }
  const checked = checkSignal(signal);
  return {
    from: from as string,
    to: to as string,
    rule,
    tensor,
    dimensions,
    atomic: atomic === undefined || checkFlag('options.atomic', atomic),
    signal: checked,
    onProgress: checkCallback('options.onProgress', onProgress),
    work: workOf(checked),
  };
}

async function run(job: Job, source: Source): Promise<QuantizedFile> {
  const { rows, dimensions } = source;
  const { rule } = job;
  // A vector of zeros, so that wrong options are errors before anything is read.
  const trial = quantizeByOptions(new Float32Array(dimensions), { ...rule, dimensions }, true);
  const { own, count } = await calibrate(job, source);
  // A pass of calibration has looked for NaN, and a file that changed since is an error.
  const options = { ...rule, ...own, dimensions };
  const quantize: Quantize = (x, more) => job.work.quantize(x, { ...options, ...more }, own !== undefined);
  const first = own === undefined ? trial : quantizeByOptions(new Float32Array(dimensions), options, true);
  const { parameters, dialect } = first;
  const perRow = rule.rule === 'row';
  const what: Described = {
    rows,
    dimensions,
    dtype: parameters.dtype,
    parameters,
    perRow,
    options: { rule: rule.rule as string, fit: rule.fit as string | undefined, dialect },
  };
  const target = await createCodes(job.to, what, job.atomic);
  let counts: Counts;
  try {
    counts = await quantizePieces(
      piecesOf(job, source, 'quantize'),
      target,
      quantize,
      what,
      rowsOfPiece(job, source),
    );
  } catch (error) {
    await target.abort();
    throw error;
  }
  await target.finish();
  const clipped = rule.countClipped === true ? counts.clipped / Math.max(1, rows * dimensions) : undefined;
  return {
    parameters: perRow ? undefined : parameters,
    shape: [rows, dimensions],
    ...(clipped === undefined ? {} : { clipped }),
    ...(dialect === undefined ? {} : { dialect }),
    zeroRows: counts.zeroRows,
    warnings: warningsFor(count, clipped, counts.zeroRows, rows),
  };
}

/** The options of a rule that takes its range from the file, after a pass over it, and the number of vectors behind ranges. */
async function calibrate(
  job: Job,
  source: Source,
): Promise<{ own: object | undefined; count: number | undefined }> {
  const { rule, ranges } = job.rule;
  const { rows, dimensions } = source;
  if (rule === 'ranges' && ranges !== undefined) {
    return { own: undefined, count: isCalibration(ranges) ? ranges.count : undefined };
  }
  if (rule !== 'matrix' && rule !== 'ranges') return { own: undefined, count: undefined };
  if (rows === 0) {
    throw linquantError(
      'ERR_LINQUANT_EMPTY',
      'from must hold at least one vector to take a range from; got none',
    );
  }
  const calibration = await calibratePieces(piecesOf(job, source, 'calibrate'), dimensions);
  const found = calibration.ranges();
  if (rule === 'ranges') return { own: { ranges: calibration }, count: rows };
  return { own: { rule: 'range', range: minMax(found) }, count: undefined };
}

/** Reads the file once, and reports how far it is. */
async function* piecesOf(
  job: Job,
  source: Source,
  step: FileProgress['step'],
): AsyncGenerator<VectorPiece, void, undefined> {
  const { signal, onProgress } = job;
  const { rows: totalRows } = source;
  for await (const piece of source.pieces(rowsOfPiece(job, source))) {
    if (signal?.aborted) throw signal.reason;
    yield piece;
    onProgress?.({ step, rows: piece.firstRow + piece.rows, totalRows });
  }
}

function rowsOfPiece({ work }: Job, { rowBytes }: Source): number {
  return Math.max(1, Math.floor((work.times * pieceBytes) / rowBytes));
}
