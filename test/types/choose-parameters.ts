// What chooseParameters takes and gives, by its types: the options of each rule, and ranges along an axis.
import {
  type AbsmaxRuleOptions,
  type ChooseOptions,
  type ChosenAxisParameters,
  chooseParameters,
  type DataDtype,
  type Dtype,
  minMax,
  type OnnxRuleOptions,
  type QuantizationParameters,
  type Range,
  type RuleOptions,
} from 'linquant';
import { exact } from './exact.js';

declare const either: ChooseOptions | RuleOptions;
const { min, max }: Range = { min: 0, max: 1 };
const all = { qmin: -64, qmax: 63, eps: 1e-6, rule: 'observer', reduceRange: false } as const;
const x = new Float32Array(4);
const shape = [2, 2];
const zeroToOne = { min: 0, max: 1 };
declare const place: { shape: number[]; axis?: number; blockSize?: number };

const range = minMax(new Float32Array(1));

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
exact<QuantizationParameters<DataDtype>>()(chooseParameters(range, either));
exact<OnnxRuleOptions | AbsmaxRuleOptions>()(null as unknown as RuleOptions);
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

// Ranges and parameters along an axis.
const ranges = minMax(x, { shape, axis: 1, blockSize: 2 });
const chosen = chooseParameters(ranges, { dtype: 'uint4' });
exact<ChosenAxisParameters<'uint4'>>()(chosen);
exact<Float32Array<ArrayBuffer>>()(chosen.scale);
exact<Int32Array<ArrayBuffer>>()(chosen.zeroPoint);
exact<ChosenAxisParameters<'int8'>>()(chooseParameters({ min: [0], max: [1], axis: 0 }, { rule: 'absmax' }));

// int32 is for biases: no parameters are chosen for them.
// @ts-expect-error no parameters are chosen for biases
chooseParameters(zeroToOne, { dtype: 'int32' });
// @ts-expect-error a dtype that may be int32
chooseParameters(zeroToOne, { dtype: 'int8' as Dtype });
chooseParameters(zeroToOne, { dtype: 'int8' as DataDtype });
// @ts-expect-error a bound and a rule
chooseParameters(zeroToOne, { dtype: 'int8', qmin: 1, reduceRange: true });
// @ts-expect-error a bound and a rule
chooseParameters(zeroToOne, { dtype: 'int8', qmax: 1, narrowRange: true });
exact<QuantizationParameters<'int8'> | ChosenAxisParameters<'int8'>>()(
  chooseParameters(minMax(x, place), { dtype: 'int8' }),
);
