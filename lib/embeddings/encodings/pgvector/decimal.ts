/** The powers of ten that are exact as doubles. An integer below 2^53 divided by one of them is rounded only once. */
const powers = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * Formats a float32 so that it is read back exactly, both by a reader that rounds once (PostgreSQL) and by one that rounds twice
 * (`Math.fround(Number(text))`). Uses the fewest digits, but at least 6, which is more than some subnormal floats need.
 */
export function float32Text(x: number): string {
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  const exponent = Math.floor(Math.log10(Math.abs(x)));
  // 9 digits identify any float32.
  for (let digits = 6; digits <= 9; digits++) {
    const power = powers[digits - 1 - exponent];
    const value = power === undefined ? Number(x.toPrecision(digits)) : Math.round(x * power) / power;
    if (isSafely(x, value)) return String(value);
  }
  return String(x);
}

/**
 * Whether decimal text rounds to the float32 x in both ways of reading. `value` is its double. A number slightly further from x than
 * `value` must still round to x, so that the rounding error of `value` cannot matter.
 */
function isSafely(x: number, value: number): boolean {
  return Math.fround(value + (value - x) * 2 ** -20) === x;
}

/** The largest float32, and the smallest number that rounds to infinity. */
const largest = 2 ** 128 - 2 ** 104;
const overflow = 2 ** 128 - 2 ** 103;

/**
 * Reads decimal text as float32 with one rounding, like `strtof`. Rounding to a double first can turn a number near the midpoint of two
 * floats into exactly the midpoint (double rounding). In that case the digits are compared with the midpoint.
 */
export function float32Of(text: string): number {
  const value = Number(text);
  // The midpoint between the largest float and infinity.
  if (Math.abs(value) === overflow && compare(text, value) * value < 0) return Math.sign(value) * largest;
  const float = Math.fround(value);
  // If the double is the midpoint of two floats, `other` is the one that it was not rounded to.
  const other = value + (value - float);
  if (other === float || Math.fround(other) !== other || !Number.isFinite(float)) return float;
  const order = compare(text, value);
  if (order === 0) return float;
  return order > 0 ? Math.max(float, other) : Math.min(float, other);
}

/** Compares decimal text with a double exactly, as integers: 1 if the text is larger, -1 if smaller, 0 if equal. */
function compare(text: string, value: number): number {
  const { digits, exponent } = exact(text);
  const { mantissa, power } = binary(value);
  const x = digits * 10n ** BigInt(Math.max(0, exponent)) * 2n ** BigInt(Math.max(0, -power));
  const y = mantissa * 10n ** BigInt(Math.max(0, -exponent)) * 2n ** BigInt(Math.max(0, power));
  return x === y ? 0 : x > y ? 1 : -1;
}

/** Decimal text as an integer times a power of ten. */
function exact(text: string): { digits: bigint; exponent: number } {
  const [, sign, whole = '', fraction = '', power = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = BigInt(`${whole}${fraction}` || '0');
  return { digits: sign === '-' ? -digits : digits, exponent: Number(power) - fraction.length };
}

/** A normal double as an integer times a power of two. */
function binary(value: number): { mantissa: bigint; power: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const magnitude = (raw & (2n ** 52n - 1n)) | (2n ** 52n);
  return { mantissa: value < 0 ? -magnitude : magnitude, power: Number((raw >> 52n) & 0x7ffn) - 1075 };
}
