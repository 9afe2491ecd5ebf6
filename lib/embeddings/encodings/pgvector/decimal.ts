/** The powers of ten that are doubles exactly: an integer divided by one of them is rounded once. */
const powers = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * The text of a float32 that reads back as the same float, by a reader that rounds once (PostgreSQL's) or twice (JavaScript's
 * `Math.fround(Number(text))`). As few digits as will do, but for 5 and fewer of a subnormal float.
 */
export function float32Text(x: number): string {
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  const exponent = Math.floor(Math.log10(Math.abs(x)));
  // 9 digits always tell a float32.
  for (let digits = 6; digits <= 9; digits++) {
    const power = powers[digits - 1 - exponent];
    const value = power === undefined ? Number(x.toPrecision(digits)) : Math.round(x * power) / power;
    if (isSafely(x, value)) return String(value);
  }
  return String(x);
}

/**
 * Whether a number is nearer to the float32 x than to any other, by more than the error of its own double: a little further
 * away from x it still rounds to x.
 */
function isSafely(x: number, value: number): boolean {
  return Math.fround(value + (value - x) * 2 ** -20) === x;
}

/** The largest float32, and the number from which on the nearest one is infinite. */
const largest = 2 ** 128 - 2 ** 104;
const overflow = 2 ** 128 - 2 ** 103;

/**
 * Reads decimal text as float32 by one rounding, as `strtof` does. Rounded to a double first, text that lies next to the
 * middle of two floats may seem to be that middle; then the digits decide.
 */
export function float32Of(text: string): number {
  const value = Number(text);
  // Between the largest float and infinity there is no other float to compare with.
  if (Math.abs(value) === overflow && compare(text, value) * value < 0) return Math.sign(value) * largest;
  const float = Math.fround(value);
  // The double is the middle of two floats: its mirror image is the other one.
  const other = value + (value - float);
  if (other === float || Math.fround(other) !== other || !Number.isFinite(float)) return float;
  const order = compare(text, value);
  if (order === 0) return float;
  return order > 0 ? Math.max(float, other) : Math.min(float, other);
}

/** Whether decimal text is above (1) or below (-1) a double, or exactly it (0): both are compared as integers. */
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
