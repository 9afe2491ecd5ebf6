import { argumentError, linquantError } from '../errors.js';
import { shareMemory, typedArrayKind } from '../platform/engine-views.js';
import type { CheckedChoice } from './choice.js';
import { checkCodeOut, checkCodeOutOrAllocate } from './codes.js';
import { checkNames, checkObject } from './options.js';
import { article, checkOutSize } from './views.js';

/** Where codes and parameters along an axis go. */
export interface AxisOutputs {
  readonly data: ArrayBufferView;
  readonly scale: Float32Array;
  readonly zeroPoint: Int32Array;
}

const outNames: readonly string[] = ['data', 'scale', 'zeroPoint'];

/** Checks `options.out` along an axis: a view for the codes, or an object that may hold arrays for the parameters too. */
export function checkAxisOutputs(choice: CheckedChoice, count: number, parameters: number): AxisOutputs {
  const { out } = choice;
  if (out === undefined || ArrayBuffer.isView(out)) {
    const data = checkCodeOutOrAllocate(out, choice.dtype, count);
    return { data, scale: new Float32Array(parameters), zeroPoint: new Int32Array(parameters) };
  }
  const given = checkObject('options.out', out, 'a view, or an object with data, scale and zeroPoint');
  checkNames('options.out', given, outNames);
  const { data, scale, zeroPoint } = given;
  const codes = checkCodeOut(data, choice.dtype, count, 'options.out.data');
  const scales =
    scale === undefined
      ? new Float32Array(parameters)
      : checkArray('scale', scale, 'Float32Array', parameters);
  const zeroPoints =
    zeroPoint === undefined
      ? new Int32Array(parameters)
      : checkArray('zeroPoint', zeroPoint, 'Int32Array', parameters);
  const outputs = { data: codes, scale: scales as Float32Array, zeroPoint: zeroPoints as Int32Array };
  checkApart(outputs);
  return outputs;
}

function checkArray(
  name: string,
  value: unknown,
  arrayName: 'Float32Array' | 'Int32Array',
  parameters: number,
): ArrayBufferView {
  const argument = `options.out.${name}`;
  if (typedArrayKind(value) !== arrayName) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, article(arrayName), value);
  }
  checkOutSize(argument, value as ArrayBufferView, parameters * 4, parameters);
  return value as ArrayBufferView;
}

/** The three outputs may not share memory with each other. */
function checkApart({ data, scale, zeroPoint }: AxisOutputs): void {
  const views: readonly ArrayBufferView[] = [data, scale, zeroPoint];
  if (views.some((a, i) => views.slice(i + 1).some((b) => shareMemory(a, b)))) {
    throw linquantError(
      'ERR_LINQUANT_OVERLAP',
      'options.out.data, options.out.scale and options.out.zeroPoint must not share memory; got some that do',
    );
  }
}
