import {
  type AbsmaxRuleOptions,
  type ChooseOptions,
  chooseParameters,
  type DataDtype,
  minMax,
  type OnnxRuleOptions,
  type QuantizationParameters,
  type Range,
  type RuleOptions,
} from 'linquant';
import { exact } from './exact.js';

// What minMax takes and gives.
const range = minMax(new Float32Array(1));
exact<Range>()(range);
exact<Range>()(minMax(Buffer.alloc(4)));
exact<Range>()(minMax(new DataView(new ArrayBuffer(4))));
exact<Range>()(minMax(new ArrayBuffer(4)));
exact<Range>()(minMax(new SharedArrayBuffer(4)));
// @ts-expect-error a range is for reading
range.min = 0;
// @ts-expect-error no data
minMax();
// @ts-expect-error a plain number array
minMax([1, 2]);
// @ts-expect-error codes, no floats
minMax(new Uint8Array(4));
// @ts-expect-error codes, no floats
minMax(new Int8Array(4));
exact<Range>()(minMax(new Float64Array(1)));
// @ts-expect-error a text
minMax('1');
exact<Range>()(minMax(new Float32Array(1), {}));
// @ts-expect-error dtypes are no float types
minMax(new Float32Array(1), { floatType: 'int8' });

// The dtype of the result follows from the options.
const int8 = chooseParameters(range, { dtype: 'int8' });
exact<QuantizationParameters<'int8'>>()(int8);
exact<'int8'>()(int8.dtype);
exact<number>()(int8.scale);
exact<number>()(int8.zeroPoint);
exact<undefined>()(int8.axis);
exact<QuantizationParameters<'uint8'>>()(chooseParameters(range, { dtype: 'uint8', scheme: 'symmetric' }));
exact<QuantizationParameters<'uint8'>>()(chooseParameters(range, { rule: 'onnx' }));
exact<QuantizationParameters<'uint8'>>()(chooseParameters(range, { rule: 'onnx', dtype: 'uint8' }));
exact<QuantizationParameters<'int8'>>()(chooseParameters(range, { rule: 'absmax' }));
exact<QuantizationParameters<'int8'>>()(chooseParameters(range, { rule: 'absmax', scheme: 'symmetric' }));
exact<QuantizationParameters<'int8'>>()(chooseParameters(range, { rule: 'observer', dtype: 'int8' }));
declare const either: ChooseOptions | RuleOptions;
exact<QuantizationParameters<DataDtype>>()(chooseParameters(range, either));
exact<OnnxRuleOptions | AbsmaxRuleOptions>()(null as unknown as RuleOptions);
const { min, max }: Range = { min: 0, max: 1 };
const all = { qmin: -64, qmax: 63, eps: 1e-6, rule: 'observer', reduceRange: false } as const;
chooseParameters({ min, max }, { dtype: 'int8', scheme: 'asymmetric', narrowRange: undefined, ...all });

// @ts-expect-error parameters are for reading
int8.scale = 1;
// @ts-expect-error no options
chooseParameters(range);
// @ts-expect-error neither dtype nor rule
chooseParameters(range, {});
// @ts-expect-error a range has both ends
chooseParameters({ min: 0 }, { dtype: 'int8' });
// @ts-expect-error the data, no range
chooseParameters(new Float32Array(1), { dtype: 'int8' });
// @ts-expect-error a pair, no range
chooseParameters([0, 1], { dtype: 'int8' });
// @ts-expect-error an unknown dtype
chooseParameters(range, { dtype: 'int5' });
// @ts-expect-error an unknown scheme
chooseParameters(range, { dtype: 'int8', scheme: 'affine' });
// @ts-expect-error an unknown rule
chooseParameters(range, { dtype: 'int8', rule: 'percentile' });
// @ts-expect-error a misspelt option
chooseParameters(range, { dtype: 'int8', reducerange: true });
// @ts-expect-error out belongs to quantizeDynamic
chooseParameters(range, { dtype: 'int8', out: new Int8Array(1) });
// @ts-expect-error a flag is a boolean
chooseParameters(range, { dtype: 'int8', reduceRange: 1 });
// @ts-expect-error a bound is a number
chooseParameters(range, { dtype: 'int8', qmin: '0' });
// @ts-expect-error eps is a number
chooseParameters(range, { dtype: 'int8', eps: null });
// @ts-expect-error onnx is uint8
chooseParameters(range, { rule: 'onnx', dtype: 'int8' });
// @ts-expect-error onnx is asymmetric
chooseParameters(range, { rule: 'onnx', scheme: 'symmetric' });
// @ts-expect-error onnx knows its codes
chooseParameters(range, { rule: 'onnx', reduceRange: true });
// @ts-expect-error onnx knows no smallest scale
chooseParameters(range, { rule: 'onnx', eps: 1 });
// @ts-expect-error absmax is int8
chooseParameters(range, { rule: 'absmax', dtype: 'uint8' });
// @ts-expect-error absmax is symmetric
chooseParameters(range, { rule: 'absmax', scheme: 'asymmetric' });
// @ts-expect-error absmax knows its codes
chooseParameters(range, { rule: 'absmax', qmin: -128 });
// @ts-expect-error absmax knows its codes
chooseParameters(range, { rule: 'absmax', narrowRange: true });
