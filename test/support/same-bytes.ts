import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

type Elements = ArrayLike<number | bigint>;

/** A view's elements: those of a typed array, the bytes of a DataView. */
function elementsOf(view: ArrayBufferView): Elements {
  return view instanceof DataView
    ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    : (view as unknown as Elements);
}

function bufferOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

/** Like a value in a message: -0 is told from 0, and a NaN by its bits. */
function told(view: ArrayBufferView, i: number): string {
  const value = elementsOf(view)[i]!;
  if (!Number.isNaN(value)) return Object.is(value, -0) ? '-0' : `${value}`;
  const width = view.byteLength / elementsOf(view).length;
  const bytes = bufferOf(view).subarray(i * width, (i + 1) * width);
  return `NaN (0x${Buffer.from(bytes).reverse().toString('hex')})`;
}

function expectSameKind(
  actual: unknown,
  expected: ArrayBufferView,
  prefix: string,
): asserts actual is ArrayBufferView {
  if (!ArrayBuffer.isView(actual)) expect.fail(`${prefix}no view, but ${String(actual)}`);
  const kinds = [actual, expected].map((view) => Object.getPrototypeOf(view)?.constructor?.name as string);
  if (kinds[0] !== kinds[1]) expect.fail(`${prefix}a ${kinds[0]} instead of a ${kinds[1]}`);
  const lengths = [elementsOf(actual).length, elementsOf(expected).length];
  if (lengths[0] !== lengths[1]) expect.fail(`${prefix}${lengths[0]} elements instead of ${lengths[1]}`);
}

function failAt(actual: ArrayBufferView, expected: ArrayBufferView, i: number, prefix: string): never {
  const values = `${told(actual, i)} instead of ${told(expected, i)}`;
  return expect.fail(`${prefix}element ${i} is ${values}`) as never;
}

/**
 * Two views of the same kind, length and bytes. `toEqual` compares element by element, which takes microseconds for
 * each; this takes one comparison of memory. It is also stricter: the payload of a NaN counts. Where payloads are not
 * specified, because arithmetic made the NaN, compare with `expectSameValues`.
 */
export function expectSameBytes(actual: unknown, expected: ArrayBufferView, message?: string): void {
  const prefix = message === undefined ? '' : `${message}: `;
  expectSameKind(actual, expected, prefix);
  const [a, b] = [bufferOf(actual), bufferOf(expected)];
  if (a.equals(b)) return;
  const at = a.findIndex((byte, i) => byte !== b[i]);
  failAt(actual, expected, Math.floor(at / (a.length / elementsOf(actual).length)), prefix);
}

/** The same for values: every NaN is the same, -0 is not 0. */
export function expectSameValues(actual: unknown, expected: ArrayBufferView, message?: string): void {
  const prefix = message === undefined ? '' : `${message}: `;
  expectSameKind(actual, expected, prefix);
  if (bufferOf(actual).equals(bufferOf(expected))) return;
  const [a, b] = [elementsOf(actual), elementsOf(expected)];
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) failAt(actual, expected, i, prefix);
}

/** Numbers, of whatever arrays, that are the same: -0 is not 0. */
export function expectSameNumbers(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  message?: string,
): void {
  const prefix = message === undefined ? '' : `${message}: `;
  if (actual.length !== expected.length) {
    expect.fail(`${prefix}${actual.length} numbers instead of ${expected.length}`);
  }
  for (let i = 0; i < actual.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      expect.fail(`${prefix}number ${i} is ${actual[i]} instead of ${expected[i]}`);
    }
  }
}

/**
 * Two results: objects and arrays of the same keys and values, in which views are compared by `expectSameBytes`. Use it
 * where a result holds data and parameters.
 */
export function expectSameResult(actual: unknown, expected: unknown, message = 'the result'): void {
  if (ArrayBuffer.isView(actual) && ArrayBuffer.isView(expected)) {
    expectSameBytes(actual, expected, message);
  } else if (isObject(actual) && isObject(expected)) {
    const keys = [actual, expected].map((object) => Object.keys(object).sort());
    expect(keys[0], message).toEqual(keys[1]);
    expect(Array.isArray(actual), message).toBe(Array.isArray(expected));
    for (const key of keys[0]!) expectSameResult(actual[key], expected[key], `${message}.${key}`);
  } else if (!isDeepStrictEqual(actual, expected)) {
    expect(actual, message).toStrictEqual(expected);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
