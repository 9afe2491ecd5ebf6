import type { CheckedChoice } from './choose-options.js';
import { argumentError, linquantError } from './errors.js';
import { bufferOf, byteLengthOf, byteOffsetOf, typedArrayKind } from './intrinsics.js';
import { checkObject } from './parameters.js';
import { checkOutOrAllocate } from './quantize.js';
import { article, checkOut } from './views.js';

/** Where codes and parameters of rows go. */
export interface RowOutputs {
  readonly data: ArrayBufferView;
  readonly scale: Float32Array;
  readonly zeroPoint: Int32Array;
}

const outNames: readonly string[] = ['data', 'scale', 'zeroPoint'];

/** Checks `options.out` of rows: a view for the codes, or an object that may hold arrays for the parameters too. */
export function checkRowOutputs(choice: CheckedChoice, count: number, rows: number): RowOutputs {
  const { out } = choice;
  if (out === undefined || ArrayBuffer.isView(out)) {
    const data = checkOutOrAllocate(out, count, choice);
    return { data, scale: new Float32Array(rows), zeroPoint: new Int32Array(rows) };
  }
  const given = checkObject('options.out', out, 'a view, or an object with data, scale and zeroPoint');
  const unknown = Object.keys(given).find((name) => !outNames.includes(name));
  if (unknown !== undefined) {
    throw argumentError(
      'ERR_LINQUANT_INVALID_OPTION',
      'options.out',
      `made of ${outNames.join(', ')}`,
      unknown,
    );
  }
  const { data, scale, zeroPoint } = given;
  const { arrayName, bytes } = choice.dtype;
  const codes = checkOut(data, arrayName, count, bytes, 'options.out.data');
  const scales =
    scale === undefined ? new Float32Array(rows) : checkRowArray('scale', scale, 'Float32Array', rows);
  const zeroPoints =
    zeroPoint === undefined
      ? new Int32Array(rows)
      : checkRowArray('zeroPoint', zeroPoint, 'Int32Array', rows);
  const outputs = { data: codes, scale: scales as Float32Array, zeroPoint: zeroPoints as Int32Array };
  checkApart(outputs);
  return outputs;
}

function checkRowArray(
  name: string,
  value: unknown,
  arrayName: 'Float32Array' | 'Int32Array',
  rows: number,
): ArrayBufferView {
  const argument = `options.out.${name}`;
  if (typedArrayKind(value) !== arrayName) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, article(arrayName), value);
  }
  return checkOut(value, arrayName, rows, 4, argument);
}

/** The three outputs may not share memory with each other. */
function checkApart({ data, scale, zeroPoint }: RowOutputs): void {
  const views: readonly ArrayBufferView[] = [data, scale, zeroPoint];
  const places = views.map((view) => {
    const start = byteOffsetOf(view);
    return { buffer: bufferOf(view), start, end: start + (byteLengthOf(view) ?? 0) };
  });
  const touch = places.some((a, i) =>
    places.slice(i + 1).some((b) => a.buffer === b.buffer && a.start < b.end && b.start < a.end),
  );
  if (touch) {
    throw linquantError(
      'ERR_LINQUANT_OVERLAP',
      'options.out.data, options.out.scale and options.out.zeroPoint must not share memory; got some that do',
    );
  }
}
