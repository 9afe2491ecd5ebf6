import { type DtypeChoice, fixedRules } from '../../arguments/choice.js';
import { checkWord, type Unchecked } from '../../arguments/options.js';
import type { AnyParameters } from '../../arguments/parameters-types.js';
import type { Vectors } from '../../arguments/vectors.js';
import { argumentError, linquantError } from '../../errors.js';
import { fitRows } from '../../operations/fit-rows.js';
import { quantizeRows } from '../../operations/quantize-dynamic.js';
import { type DtypeInfo, dtypes, packedBytes } from '../../tables/dtypes.js';
import type { RowDtype, RowFit, RowParameters } from './types.js';
import { zeroRowsWarnings } from './warnings.js';
import { countZeroRows } from './zero-rows.js';

/** The first is the default. */
const rowDtypes = ['int8', 'int4', 'int2', 'uint1'] as const satisfies readonly RowDtype[];
const fits = ['absmax', 'least-squares'] as const satisfies readonly RowFit[];

/** The choices of fit 'absmax': codes -qmax..qmax. */
const absmax: Readonly<Record<Exclude<RowDtype, 'uint1'>, DtypeChoice>> = {
  int8: fixedRules.absmax,
  int4: absmaxOf(dtypes.int4),
  int2: absmaxOf(dtypes.int2),
};

function absmaxOf(dtype: DtypeInfo): DtypeChoice {
  return { ...fixedRules.absmax, dtype, qmin: -dtype.qmax, qmax: dtype.qmax };
}

/** The result of rule 'row' as all dtypes and fits have it. */
export interface QuantizedRows {
  readonly data: ArrayBufferView;
  readonly parameters: RowParameters<RowDtype, RowFit>;
  readonly shape: readonly [number, number];
  readonly zeroRows: number;
  readonly warnings: ReturnType<typeof zeroRowsWarnings>;
}

/** Quantizes each row by its own parameters. Throws by the `index` of a row that is not finite. */
export function quantizeEachRow(vectors: Vectors, given: Unchecked): QuantizedRows {
  const name = checkWord('options.dtype', given.dtype, rowDtypes);
  const fit = checkWord('options.fit', given.fit, fits);
  const { rows, dimensions } = vectors;
  checkWholeBytes(dtypes[name], dimensions);
  if (fit === 'least-squares') return quantizeFitted(vectors, name, given.out);
  if (name === 'uint1') throw oneBitError(given.fit);
  const { view, type } = vectors;
  const choice = absmax[name];
  const { data, parameters, shape } = quantizeRows(view, type, rows, dimensions, choice, given.out);
  // A row of packed codes is whole bytes, and all its codes are 0 where these are.
  const zeroRows = countZeroRows(data as Int8Array, rows, packedBytes(dimensions, dtypes[name].bits));
  return {
    data,
    parameters: parameters as RowParameters<RowDtype, RowFit>,
    shape: shape as readonly [number, number],
    zeroRows,
    warnings: zeroRowsWarnings(zeroRows, rows),
  };
}

function quantizeFitted(vectors: Vectors, dtype: RowDtype, out: unknown): QuantizedRows {
  const { view, type, rows, dimensions } = vectors;
  const { data, ...found } = fitRows(view, type, rows, dimensions, dtypes[dtype], out);
  const { scale, zeroPoint, offset } = found;
  // No code stands for 0, so only rows of zeros have no cosine: those without an offset.
  let zeroRows = 0;
  for (let row = 0; row < rows; row++) if (offset[row] === 0) zeroRows++;
  return {
    data,
    parameters: { dtype, scale, zeroPoint, offset, axis: 0 },
    shape: [rows, dimensions],
    zeroRows,
    warnings: zeroRowsWarnings(zeroRows, rows),
  };
}

/** By which fit rule 'row' made parameters of rows; undefined if it did not. */
export function fitOf({ dtype, axis, blockSize, qmin, offset }: AnyParameters): RowFit | undefined {
  if ((axis !== 0 && axis !== -2) || blockSize !== undefined || !isRowDtype(dtype)) return undefined;
  if (offset !== undefined) return 'least-squares';
  return qmin === -dtypes[dtype].qmax ? 'absmax' : undefined;
}

function isRowDtype(dtype: string): dtype is RowDtype {
  return (rowDtypes as readonly string[]).includes(dtype);
}

function checkWholeBytes({ name, bits }: DtypeInfo, dimensions: number): void {
  const codes = 8 / bits;
  if (dimensions % codes === 0) return;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `options.dimensions must be a multiple of ${codes} with dtype '${name}', so that each row begins at a byte; got ${dimensions}`,
  );
}

function oneBitError(fit: unknown): Error {
  const allowed = "'least-squares' with dtype 'uint1', since one bit has no code for 0";
  if (fit !== undefined) return argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.fit', allowed, fit);
  return linquantError(
    'ERR_LINQUANT_INVALID_OPTION',
    `options.fit must be ${allowed}; got 'absmax' (the default)`,
  );
}
