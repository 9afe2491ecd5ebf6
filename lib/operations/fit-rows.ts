import { checkCodeOut, checkCodeOutOrAllocate } from '../arguments/codes.js';
import { checkNames, checkObject, type Unchecked } from '../arguments/options.js';
import { floatsOut, integersOut } from '../arguments/outputs.js';
import { putLayout } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { linquantError } from '../errors.js';
import { Status, slot } from '../kernels.js';
import { shareMemory } from '../platform/engine-views.js';
import type { DtypeInfo } from '../tables/dtypes.js';
import type { FloatTypeInfo } from '../tables/float-types.js';
import type { NewFloat32Array, NewInt32Array } from '../tables/new-arrays.js';
import { throwUnlessOk } from './status.js';

const { numbers, fitRows: run } = kernels;

const outNames = ['data', 'scale', 'zeroPoint', 'offset'];

/** Codes of rows, and the parameters that were found for them. */
export interface FittedRows {
  readonly data: ArrayBufferView;
  readonly scale: NewFloat32Array;
  readonly zeroPoint: NewInt32Array;
  readonly offset: NewFloat32Array;
}

/**
 * Quantizes rows of a checked view by scales of least squares. Rows are whole bytes of codes.
 *
 * @param given - `options.out`, unchecked: a view for the codes, or an object of views
 */
export function fitRows(
  view: ArrayBufferView,
  type: FloatTypeInfo,
  rows: number,
  columns: number,
  dtype: DtypeInfo,
  given: unknown,
): FittedRows {
  // Read before anything is written to the slots: getters may call the library.
  const outs = readOut(given);
  const count = rows * columns;
  const data =
    outs === undefined
      ? checkCodeOutOrAllocate(given, dtype, count)
      : checkCodeOut(outs.data, dtype, count, 'options.out.data');
  const scale = floatsOut('options.out.scale', outs?.scale, rows);
  const zeroPoint = integersOut('options.out.zeroPoint', outs?.zeroPoint, rows);
  const offset = floatsOut('options.out.offset', outs?.offset, rows);
  numbers[slot.floatType] = type.index;
  numbers[slot.dtype] = dtype.index;
  putLayout(numbers, 0, 1, rows, columns, 0);
  run(view, data, scale, zeroPoint, offset);
  const status = numbers[slot.status]!;
  if (status === Status.noParameters) throw notFinite(numbers[slot.index]! * columns);
  if (status === Status.overlap) checkApart([data, scale, zeroPoint, offset]);
  throwUnlessOk(status, 'x');
  return { data, scale, zeroPoint, offset };
}

function readOut(out: unknown): Unchecked | undefined {
  if (out === undefined || ArrayBuffer.isView(out)) return undefined;
  const allowed = 'a view, or an object with data, scale, zeroPoint and offset';
  const given: Unchecked = checkObject('options.out', out, allowed);
  checkNames('options.out', given, outNames);
  const { data, scale, zeroPoint, offset } = given;
  return { data, scale, zeroPoint, offset };
}

/** Nothing before `index` is wrong. */
function notFinite(index: number): Error {
  const message = 'x must hold no NaN and no infinity; got a row that does';
  return linquantError('ERR_LINQUANT_INVALID_RANGE', message, { index });
}

/** Throws if outputs overlap each other. */
function checkApart(outs: readonly ArrayBufferView[]): void {
  if (!outs.some((a, i) => outs.slice(i + 1).some((b) => shareMemory(a, b)))) return;
  throw linquantError(
    'ERR_LINQUANT_OVERLAP',
    'the views of options.out must not share memory; got some that do',
  );
}
