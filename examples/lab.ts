/*
 * The lab on linear quantization, in its own order, with this package's functions.
 *
 * A float x is kept as a small integer q, its code:
 *
 *     quantize:    q = clamp(round(x / scale) + zeroPoint, qmin, qmax)
 *     dequantize:  x = (q - zeroPoint) * scale
 *
 * The scale is the distance between two neighbouring codes, the zero point is the code of 0.0. What is lost is the
 * rounding, at most half a scale, and everything outside the range of codes, which is clamped.
 *
 * Run it with `node examples/dist/lab.js` after `npm run build:js`.
 */
import {
  chooseParameters,
  dequantize,
  linearDequantize,
  linearQuantize,
  minMax,
  type QuantizationParameters,
  quantize,
} from 'linquant';

heading('1. A tensor, a scale and a zero point');
const tensor = Float32Array.of(1.0, 2.5, 3.0, 4.5, 5.0);
const scale = 0.1;
const zeroPoint = 128;
print('tensor', show(tensor));
print('scale, zero point', `${scale}, ${zeroPoint}`);

heading('2. Quantize to uint8');
const codes = linearQuantize(tensor, scale, zeroPoint, 'uint8');
print('codes', show(codes));

heading('3. Dequantize, and the error');
const restored = linearDequantize(codes, scale, zeroPoint);
print('restored', show(restored));
print('error', show(errorOf(tensor, restored)));
print('mean square error', meanSquare(errorOf(tensor, restored)));
note('Every value is a multiple of the scale: here nothing is lost.');

heading('4. Symmetric against asymmetric');
// The scale of step 1 was given. As a rule it is chosen, so that the range of the data fills the range of the codes.
compareSchemes('one sign', tensor);
compareSchemes('both signs', Float32Array.of(-1.0, -0.25, 0.0, 0.5, 2.0));
note(
  'Symmetric puts 0.0 in the middle of the codes (zero point 0, simpler arithmetic), so a tensor of one',
  'sign uses half of them. Asymmetric spreads all codes over the range, widened to hold 0.0, which must',
  'have an exact code (padding, ReLU). For one sign its scale is half as large: the errors shrink with it.',
);

heading('5. What goes wrong in the lab: zero point 128 and int8');
// The lab clamps to 0..255, whatever the dtype, and then stores the result as int8. There is no int8 138: its eight
// bits mean 138 - 256. Storing into an Int8Array does the same.
const clamped = Array.from(tensor, (x) => Math.min(Math.max(Math.round(x / scale) + zeroPoint, 0), 255));
const wrapped = Int8Array.from(clamped);
print('clamped to 0..255', show(clamped));
print('stored as int8', show(wrapped));
print('dequantized', show(linearDequantize(wrapped, scale, zeroPoint)));
note('Nothing complains, and every value is 25.6 (256 scales) too small.');

heading('6. The same parameters with this package');
// The clamp is to the codes of the dtype, -128..127, and comes before anything is narrowed: nothing wraps.
const saturated = linearQuantize(tensor, scale, zeroPoint, 'int8');
print('saturated', show(saturated));
print('dequantized', show(linearDequantize(saturated, scale, zeroPoint)));
note(
  '1.0 / 0.1 + 128 = 138 is above 127, and so are the other four. With zero point 128 the codes of int8',
  'reach from (-128 - 128) * 0.1 = -25.6 to (127 - 128) * 0.1 = -0.1: no value of the tensor lies there.',
);

heading('7. A zero point that fits int8');
// First way: int8 codes are uint8 codes minus 128, so the zero point moves by 128 too.
const moved = linearQuantize(tensor, scale, zeroPoint - 128, 'int8');
print('zero point 128 - 128', show(moved));
print('dequantized', show(linearDequantize(moved, scale, zeroPoint - 128)));
// Second way: let the range choose. The zero point then lies in -128..127 by construction.
const chosen = chooseParameters(minMax(tensor), { dtype: 'int8' });
print('chosen from the range', `scale ${chosen.scale.toFixed(6)}, zero point ${chosen.zeroPoint}`);
printResult(tensor, chosen);
// quantize() takes no other: a zero point that is no code of the dtype is an error.
try {
  quantize(tensor, { dtype: 'int8', scale, zeroPoint });
} catch (error) {
  print('quantize() refuses', (error as Error).message);
}

function compareSchemes(name: string, values: Float32Array): void {
  const range = minMax(values);
  print(name, `${show(values)}, range ${range.min}..${range.max}`);
  for (const scheme of ['symmetric', 'asymmetric'] as const) {
    const parameters = chooseParameters(range, { dtype: 'int8', scheme });
    print(`  ${scheme}`, `scale ${parameters.scale.toFixed(6)}, zero point ${parameters.zeroPoint}`);
    printResult(values, parameters);
  }
}

function printResult(values: Float32Array, parameters: QuantizationParameters): void {
  const quantized = quantize(values, parameters);
  const back = dequantize(quantized, parameters);
  print('    codes', show(quantized));
  print('    restored', show(back));
  print('    mean square error', meanSquare(errorOf(values, back)));
}

/** What came back minus what went in. */
function errorOf(values: Float32Array, back: Float32Array): Float32Array {
  return values.map((x, i) => back[i]! - x);
}

/** The mean of the squared errors, the lab's measure. */
function meanSquare(error: Float32Array): string {
  return (error.reduce((sum, e) => sum + e * e, 0) / error.length).toPrecision(4);
}

/** Numbers for people: float32 has seven digits, and four decimals are enough here. */
function show(values: ArrayLike<number>): string {
  return `[${Array.from(values, (value) => Number(value.toFixed(4))).join(', ')}]`;
}

function print(label: string, value: string): void {
  console.log(`${label.padEnd(23)}${value}`);
}

function heading(title: string): void {
  console.log(`\n## ${title}\n`);
}

function note(...lines: string[]): void {
  console.log(`\n${lines.join('\n')}`);
}
