/*
 * The definition of float8: the values of codes, and which code is nearest to a number.
 */

export type Float8Name = 'float8_e4m3fn' | 'float8_e5m2' | 'float8_e8m0fnu';
export type Float8Target = Exclude<Float8Name, 'float8_e8m0fnu'>;

export const float8Names: readonly Float8Name[] = ['float8_e4m3fn', 'float8_e5m2', 'float8_e8m0fnu'];
export const float8Targets: readonly Float8Target[] = ['float8_e4m3fn', 'float8_e5m2'];

/** Values of the codes from 0 to the largest number, and of the one that would follow. */
const ladders = {
  float8_e4m3fn: ladder(3, 7, 0x7e),
  float8_e5m2: ladder(2, 15, 0x7b),
};

function ladder(fractionBits: number, bias: number, most: number): readonly number[] {
  return Array.from({ length: most + 2 }, (_, code) => {
    const steps = code % 2 ** fractionBits;
    const exponent = Math.floor(code / 2 ** fractionBits);
    return exponent === 0
      ? steps * 2 ** (1 - bias - fractionBits)
      : (2 ** fractionBits + steps) * 2 ** (exponent - bias - fractionBits);
  });
}

/** The number that a code stands for. */
export function valueOfCode(name: Float8Name, code: number): number {
  if (name === 'float8_e8m0fnu') return code === 255 ? NaN : 2 ** (code - 127);
  const sign = code >= 0x80 ? -1 : 1;
  const numbers = ladders[name].slice(0, -1);
  if (name === 'float8_e5m2' && code % 0x80 === 0x7c) return sign * Infinity;
  return sign * (numbers[code % 0x80] ?? NaN);
}

/** The code of a number, or of NaN with a sign. */
export function codeOfValue(name: Float8Target, x: number, saturate: boolean, isNegative = x < 0): number {
  const sign = isNegative || Object.is(x, -0) ? 0x80 : 0;
  if (Number.isNaN(x)) return sign + (name === 'float8_e5m2' ? 0x7e : 0x7f);
  const steps = ladders[name];
  const most = steps.length - 2;
  let code = 0;
  while (code <= most && !isNearer(Math.abs(x), steps[code]!, steps[code + 1]!, code)) code++;
  return sign + (saturate ? Math.min(code, most) : code);
}

/** Whether x is not above the middle of a code's value and the next one's; at the middle, whether the code is even. */
function isNearer(x: number, value: number, next: number, code: number): boolean {
  const middle = (value + next) / 2;
  return x < middle || (x === middle && code % 2 === 0);
}
