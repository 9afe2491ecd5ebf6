import { checkCodes } from '../../arguments/codes.js';
import { checkDtype, checkObject, type Unchecked } from '../../arguments/options.js';
import type { Vectors } from '../../arguments/vectors.js';
import { memoryOf, viewOf } from '../../arguments/views.js';
import { argumentError, linquantError } from '../../errors.js';
import { type AnyParameters, type CodeInput, dequantize, quantize } from '../../index.js';
import { measureRows } from '../../operations/measure-quantization.js';
import { Asked } from '../../search/asked.js';
import { checkGiven, type Rows } from '../../search/given.js';
import { type Scoring, scoringOf } from '../../search/scoring.js';
import { packedBytes } from '../../tables/dtypes.js';
import { hasRows } from '../batch.js';
import type { CodeDialect } from '../quantize/code-dialects.js';
import { sqliteVecParameters, writeSqliteVecCodes } from '../quantize/range-dialects.js';
import { truncateCodes } from '../quantize/ranges-dialects.js';
import { fitOf, quantizeEachRow } from '../quantize/row.js';
import { countZeroRows } from '../quantize/zero-rows.js';
import type { RangesParameters } from '../ranges/parameters.js';
import type { MeasuredCodes } from './measured-codes.js';
import { type Metric, meanOfCosines } from './similarity.js';

/** What the search compares: 'codes', the integers, or 'values', the dequantized numbers. */
export type SearchIn = 'codes' | 'values';

/** Measures codes that are numbers. */
export function measuredNumbers(
  vectors: Vectors,
  data: CodeInput,
  parameters: AnyParameters,
  dialect: CodeDialect,
  metric: Metric,
  searchIn: SearchIn,
): MeasuredCodes {
  const { rows, dimensions } = vectors;
  const shape = [rows, dimensions];
  const bytes = checkCodeCount(vectors, data, parameters);
  let known: ReturnType<typeof measureRows> | undefined;
  const sums = () => {
    known ??= measureRows(vectors.view, data, parameters, { ...vectors.options, shape, axis: 0 });
    return known;
  };
  const isCodes = searchIn === 'codes';
  const rowBytes = hasWholeBytes(parameters, dimensions) ? bytes / rows : undefined;
  return {
    bytesPerVector: bytes / rows,
    clipped: () => sums().clipped / (rows * dimensions),
    zeroRows() {
      // The square of a float32 that is not 0 is not 0 in float64.
      if (!isCodes) return countZeros(sums().restored);
      // No code of a row fitted by least squares stands for 0: rows of zeros have an offset of 0.
      if (fitOf(parameters) === 'least-squares') return countZeros(parameters.offset as Float32Array);
      // The code 0 is a 0 of any width.
      if (rowBytes !== undefined) return countZeroRows(bytesOf(data), rows, rowBytes);
      return countZeroRows(integersOf(data, parameters, shape), rows, dimensions);
    },
    cosine() {
      const { own, restored, product } = sums();
      return meanOfCosines(own, restored, product);
    },
    scoring(queries, asked) {
      if (!isCodes) return valueScoring(vectors, data, parameters, asked, metric);
      return codeScoring(
        vectors,
        data,
        queryCodes(queries, parameters, dialect),
        queries,
        parameters,
        metric,
      );
    },
  };
}

function countZeros(numbers: Float32Array | Float64Array): number {
  let count = 0;
  for (const number of numbers) if (number === 0) count++;
  return count;
}

function bytesOf(data: CodeInput): Buffer {
  return memoryOf('codes.data', viewOf('codes.data', data));
}

/** What codes stand for, by float queries. */
function valueScoring(
  { dimensions, rows }: Vectors,
  data: CodeInput,
  parameters: AnyParameters,
  asked: Asked,
  metric: Metric,
): Scoring {
  if (isSearched(parameters, dimensions)) {
    return scoringOf('codes', codeRows('codes', data, parameters, dimensions), asked, metric, false);
  }
  const values = dequantize(data, parameters, { shape: [rows, dimensions] });
  return scoringOf('codes', floatRows('codes', values, dimensions), asked, metric, false);
}

/** Integer codes by those of queries. */
function codeScoring(
  { dimensions, rows }: Vectors,
  data: CodeInput,
  own: QueryCodes,
  queries: Vectors,
  parameters: AnyParameters,
  metric: Metric,
): Scoring {
  if (isSearched(parameters, dimensions)) {
    const asked = new Asked(codeRows('queries', own.data, own.parameters, dimensions), dimensions);
    return scoringOf('codes', codeRows('codes', data, parameters, dimensions), asked, metric, true);
  }
  // float32 holds the integers of all dtypes but int32 exactly.
  const integers = (codes: CodeInput, count: number) =>
    floatRows('codes', integersOf(codes, parameters, [count, dimensions]), dimensions);
  const asked = new Asked(integers(own.data, queries.rows), dimensions);
  return scoringOf('codes', integers(data, rows), asked, metric, false);
}

/** Whether codes are searched where they lie: others are restored to floats. */
function isSearched(parameters: AnyParameters, dimensions: number): boolean {
  const { bits } = checkDtype('codes.parameters.dtype', parameters.dtype);
  return bits <= 8 && hasWholeBytes(parameters, dimensions) && parameters.blockSize === undefined;
}

/** Whether each row begins at a byte. */
function hasWholeBytes({ dtype }: AnyParameters, dimensions: number): boolean {
  const { bits } = checkDtype('codes.parameters.dtype', dtype);
  return (dimensions * bits) % 8 === 0;
}

function codeRows(argument: string, data: unknown, parameters: object, dimensions: number): Rows {
  const given = { kind: 'codes', data, parameters: parameters as Unchecked } as const;
  return checkGiven(argument, given, dimensions, undefined);
}

function floatRows(argument: string, data: Float32Array, dimensions: number): Rows {
  return checkGiven(argument, { kind: 'floats', data }, dimensions, undefined);
}

/** Checks that there are codes for all vectors, and returns their bytes. */
function checkCodeCount({ rows, dimensions }: Vectors, data: unknown, parameters: unknown): number {
  const { dtype: name } = checkObject('codes.parameters', parameters);
  const dtype = checkDtype('codes.parameters.dtype', name);
  const { bytes } = checkCodes('codes.data', data, dtype);
  const wanted = packedBytes(rows * dimensions, dtype.bits);
  if (bytes === wanted) return bytes;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `codes.data must hold exactly ${wanted} bytes, for ${rows} vectors of ${dimensions} dimensions; got ${bytes} bytes`,
  );
}

/** The integer codes as floats: dequantized with scale 1 and zero point 0. */
function integersOf(data: CodeInput, { dtype }: AnyParameters, shape: readonly number[]): Float32Array {
  return dequantize(data, { dtype, scale: 1, zeroPoint: 0 }, { shape });
}

interface QueryCodes {
  readonly data: CodeInput;
  readonly parameters: AnyParameters;
}

/** The integer codes of the queries, quantized like the vectors: by the same parameters or, for rule 'row', by their own scales. */
function queryCodes(queries: Vectors, parameters: AnyParameters, dialect: CodeDialect): QueryCodes {
  const { view, options, rows, dimensions } = queries;
  if (dialect === 'sqlite-vec') checkSqliteVec(parameters);
  const truncated = dialect === 'sentence-transformers-5.6' ? checkTruncated(parameters) : undefined;
  if (!hasRows(parameters)) {
    const codes = quantize(view, parameters, { ...options, shape: [rows, dimensions] });
    if (truncated !== undefined) truncateCodes(queries, truncated, codes);
    if (dialect === 'sqlite-vec') writeSqliteVecCodes(queries, codes);
    return { data: codes, parameters };
  }
  const fit = fitOf(parameters);
  if (fit !== undefined)
    return quantizeEachRow(queries, { dtype: parameters.dtype, fit }) as unknown as QueryCodes;
  const allowed =
    "'values' with parameters of rows by another rule than 'row', which do not tell the codes of queries";
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.search', allowed, 'codes');
}

/** Checks that parameters are such as rule 'ranges' makes for int8, which alone has codes that were truncated. */
function checkTruncated(parameters: AnyParameters): RangesParameters {
  const { dtype, axis, offset, rounding } = parameters;
  const isOfColumns = (axis === 1 || axis === -1) && typeof offset === 'object';
  if (dtype === 'int8' && isOfColumns && rounding === 'down') return parameters as RangesParameters;
  const allowed = "left out with parameters that are not of rule 'ranges' and int8";
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'codes.dialect', allowed, 'sentence-transformers-5.6');
}

/** Checks that parameters are those of dialect 'sqlite-vec'. */
function checkSqliteVec(parameters: AnyParameters): void {
  const names = Object.keys(sqliteVecParameters) as (keyof typeof sqliteVecParameters)[];
  if (names.every((name) => parameters[name] === sqliteVecParameters[name])) return;
  const allowed = "left out with parameters that are not of rule 'range' with this dialect";
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'codes.dialect', allowed, 'sqlite-vec');
}
