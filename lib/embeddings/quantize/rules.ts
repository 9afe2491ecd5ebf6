import {
  checkFlag,
  checkGivenWord,
  checkLeftOut,
  checkNamed,
  checkWord,
  type Unchecked,
} from '../../arguments/options.js';
import type { Vectors } from '../../arguments/vectors.js';
import { argumentError, type LinquantError, linquantError } from '../../errors.js';
import {
  type AbsmaxRuleOptions,
  type AnyParameters,
  type CodeInput,
  chooseParameters,
  measureQuantization,
  quantize,
  quantizeDynamic,
  type Range,
  type ShapeOptions,
  type TensorOptions,
} from '../../index.js';
import { nonFiniteError } from '../../operations/unfit-vector.js';
import { finiteRanges } from '../batch.js';
import { isCalibration } from '../ranges/calibration.js';
import { parametersFromRanges, type RangesDtype, rangesDtypes } from '../ranges/parameters.js';
import { type CheckedRanges, checkRanges, flatRanges } from '../ranges/ranges.js';
import type { CodeDialect } from './code-dialects.js';
import { rangeDialects, sqliteVecParameters, writeSqliteVecCodes } from './range-dialects.js';
import { rangesDialects, truncateCodes } from './ranges-dialects.js';
import { quantizeEachRow } from './row.js';
import type { EmbeddingDtype, QuantizedEmbeddings } from './types.js';
import { warningsFor, zeroRowsWarnings } from './warnings.js';
import { countZeroRows } from './zero-rows.js';

type Result = QuantizedEmbeddings<EmbeddingDtype, ArrayBufferView>;

/** The dtypes of all rules but 'ranges'; made once, not for each call. */
const int8Alone = ['int8'] as const;

/** Rule 'row'. */
export function quantizeByRow(vectors: Vectors, given: Unchecked): Result {
  try {
    return quantizeEachRow(vectors, given);
  } catch (error) {
    throw withPlace(error, vectors);
  }
}

/** Rule 'matrix'. */
export function quantizeMatrix(vectors: Vectors, { dtype, out }: Unchecked): Result {
  checkWord('options.dtype', dtype, int8Alone);
  const { view, options, rows, dimensions } = vectors;
  const all = { rule: 'absmax', out, floatType: options.floatType };
  try {
    const { data, parameters } = quantizeDynamic(view, all as AbsmaxRuleOptions & TensorOptions);
    const zeroRows = countZeroRows(data, rows, dimensions);
    const warnings = zeroRowsWarnings(zeroRows, rows);
    return { data, parameters, shape: [rows, dimensions], zeroRows, warnings };
  } catch (error) {
    throw withPlace(error, vectors);
  }
}

/** The error about a NaN or an infinity by row and column. */
function withPlace(error: unknown, vectors: Vectors): unknown {
  // What a getter of the options throws may be anything.
  const { code, index } = (error ?? {}) as Partial<LinquantError>;
  return code === 'ERR_LINQUANT_INVALID_RANGE' ? nonFiniteError(vectors, index) : error;
}

/** Rule 'range'. */
export function quantizeByRange(vectors: Vectors, given: Unchecked, knownFinite: boolean): Result {
  const { dtype, out, range, countClipped } = given;
  checkWord('options.dtype', dtype, int8Alone);
  const asked = checkFlag('options.countClipped', countClipped);
  if (given.dialect !== undefined) return quantizeByDialect(vectors, given, asked, knownFinite);
  const parameters = chooseParameters(checkRange(range), { rule: 'absmax' });
  const data = quantizeFinite(vectors, parameters, out, knownFinite);
  return finish(vectors, data, parameters, asked, undefined);
}

/** Rule 'range' with a dialect, whose range is fixed. */
function quantizeByDialect(vectors: Vectors, given: Unchecked, asked: boolean, knownFinite: boolean): Result {
  const dialect = checkGivenWord('options.dialect', given.dialect, rangeDialects);
  checkLeftOut(given, ['range'], `dialect '${dialect}', which is of -1..1`);
  // Its codes are all written anew; this checks x and out.
  const data = quantizeFinite(vectors, sqliteVecParameters, given.out, knownFinite);
  writeSqliteVecCodes(vectors, data);
  return finish(vectors, data, { ...sqliteVecParameters }, asked, undefined, dialect);
}

/** Rule 'ranges'. */
export function quantizeByRanges(vectors: Vectors, given: Unchecked, knownFinite: boolean): Result {
  const { dtype, out, countClipped } = given;
  const name = checkWord<RangesDtype>('options.dtype', dtype, rangesDtypes);
  const asked = checkFlag('options.countClipped', countClipped);
  const word = checkWord('options.dialect', given.dialect, rangesDialects);
  // Codes of uint8 are the same in both.
  const dialect = word !== rangesDialects[0] && name === 'int8' ? word : undefined;
  const isOwn = given.ranges === undefined;
  const { ranges, count } = isOwn ? ownRanges(vectors) : givenRanges(given.ranges, vectors.dimensions);
  const parameters = parametersFromRanges(isOwn ? 'the ranges of x' : 'options.ranges', ranges, name);
  // Finding its own ranges has shown that the batch is finite.
  const data = quantizeFinite(vectors, parameters, out, isOwn || knownFinite);
  if (dialect !== undefined) truncateCodes(vectors, parameters, data);
  return finish(vectors, data, parameters, asked, count, dialect);
}

/** Ranges, and the number of vectors that they come from, if that is known. */
interface CountedRanges {
  readonly ranges: CheckedRanges;
  readonly count: number | undefined;
}

/** The ranges of `options.ranges`: of a calibration, or as they are. */
function givenRanges(given: unknown, dimensions: number): CountedRanges {
  const calibration = isCalibration(given) ? given : undefined;
  if (calibration?.count === 0) {
    throw linquantError('ERR_LINQUANT_EMPTY', 'options.ranges must come from at least one vector; got none');
  }
  const ranges = checkRanges('options.ranges', calibration?.ranges() ?? given, dimensions);
  return { ranges, count: calibration?.count };
}

/** The range of rule 'range'. */
function checkRange(range: unknown): Range {
  if (range === undefined) return { min: -1, max: 1 };
  const { min, max } = checkNamed('options.range', range, ['min', 'max']);
  for (const [name, value] of Object.entries({ min, max })) {
    if (typeof value === 'number') continue;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', `options.range.${name}`, 'a number', value);
  }
  const [low, high] = [Math.fround(min as number), Math.fround(max as number)];
  if (low <= high && low > -Infinity && high < Infinity) return { min: low, max: high };
  throw linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `options.range must be finite in float32, with min <= max; got min ${low}, max ${high}`,
  );
}

/** The ranges of the batch itself, for rule 'ranges' without given ranges. */
function ownRanges(vectors: Vectors): CountedRanges {
  const { rows, dimensions } = vectors;
  if (rows === 0) {
    const allowed = 'given where x holds no vectors to take them from';
    throw argumentError('ERR_LINQUANT_EMPTY', 'options.ranges', allowed, undefined);
  }
  return { ranges: { dimensions, values: flatRanges(finiteRanges(vectors)) }, count: rows };
}

/**
 * Quantizes by one set of parameters, or by those of each dimension. Throws at NaN and infinities, unless it is known that there is none.
 */
function quantizeFinite(
  vectors: Vectors,
  parameters: AnyParameters,
  out: unknown,
  knownFinite: boolean,
): ArrayBufferView {
  const { view, options, rows, dimensions } = vectors;
  const shape = [rows, dimensions];
  const all = { floatType: options.floatType, shape, finite: !knownFinite, out };
  try {
    return quantize(view, parameters, all as ShapeOptions);
  } catch (error) {
    throw withPlace(error, vectors);
  }
}

/** The share of values that are clamped to the lowest or highest code, from 0 to 1. Takes a pass over the vectors. */
function clippedShare(vectors: Vectors, data: ArrayBufferView, parameters: AnyParameters): number {
  const { view, options, rows, dimensions } = vectors;
  if (rows === 0) return 0;
  const shape = [rows, dimensions];
  return measureQuantization(view, data as CodeInput, parameters, { ...options, shape }).clipped;
}

/**
 * @param rows - the number of vectors that the ranges come from, if known
 * @param dialect - of the codes, if it is not the usual one
 */
function finish(
  vectors: Vectors,
  data: ArrayBufferView,
  parameters: AnyParameters,
  asked: boolean,
  rows: number | undefined,
  dialect?: CodeDialect,
): Result {
  const share = asked ? clippedShare(vectors, data, parameters) : undefined;
  const zeroRows = countZeroRows(data as Int8Array, vectors.rows, vectors.dimensions);
  return {
    data,
    parameters: parameters as AnyParameters<RangesDtype>,
    shape: [vectors.rows, vectors.dimensions],
    ...(share === undefined ? {} : { clipped: share }),
    ...(dialect === undefined ? {} : { dialect }),
    zeroRows,
    warnings: warningsFor(rows, share, zeroRows, vectors.rows),
  };
}
