// What parametersToJSON takes and gives, by its types.
import {
  type AnyParameters,
  chooseParameters,
  minMax,
  type PlainAxisParameters,
  parametersToJSON,
  type QuantizationParameters,
} from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(4);
const shape = [2, 2];
const int16 = { dtype: 'int16', scale: 1, zeroPoint: 0 } as const;
declare const either: AnyParameters;

const ranges = minMax(x, { shape, axis: 1, blockSize: 2 });
const chosen = chooseParameters(ranges, { dtype: 'uint4' });

exact<PlainAxisParameters<'uint4'>>()(parametersToJSON(chosen));
exact<QuantizationParameters<'int16'>>()(parametersToJSON(int16 as QuantizationParameters<'int16'>));
exact<PlainAxisParameters | QuantizationParameters>()(parametersToJSON(either));
// @ts-expect-error no parameters
parametersToJSON({ dtype: 'int8' });
