// What a TypeScript program of a user does with the package: functions, their results, and types by name.
import * as linquant from 'linquant';
import {
  type BackendInfo,
  backend,
  chooseParameters,
  minMax,
  type QuantizationParameters,
  quantize,
} from 'linquant';
import * as formats from 'linquant/formats';
import { parseNpy, type Tensor } from 'linquant/formats';
import check from './check.cjs';

const info: BackendInfo = backend;
const data = Float32Array.of(1, 2);
const parameters: QuantizationParameters<'int8'> = chooseParameters(minMax(data), { dtype: 'int8' });
const codes: Int8Array = quantize(Buffer.from(data.buffer), parameters);
const parse: (bytes: Uint8Array) => Tensor = parseNpy;
if (codes.length !== 2 || typeof parse !== 'function' || info !== backend) throw new Error('wrong');
check(linquant, formats);
