import { argumentError } from '../../../errors.js';
import { writeBase64 } from '../../../platform/base64.js';
import { formatError } from './format-error.js';

/** The row of a batch that an error is about. */
export interface TextFields {
  readonly row?: number;
}

/** Checks that a value is padded base64 by its length, and returns the number of its bytes. */
export function base64Bytes(argument: string, text: unknown, fields?: TextFields): number {
  if (typeof text === 'string' && text.length % 4 === 0) return (text.length / 4) * 3 - paddingOf(text);
  throw lengthError(argument, text, fields);
}

function lengthError(argument: string, text: unknown, fields?: TextFields): Error {
  if (typeof text === 'string') {
    return formatError(argument, 'be padded base64, a multiple of 4 characters', `${text.length}`, fields);
  }
  return Object.assign(argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a string', text), fields);
}

const equalsSign = 61;

function paddingOf(text: string): number {
  const { length } = text;
  if (text.charCodeAt(length - 1) !== equalsSign) return 0;
  return text.charCodeAt(length - 2) === equalsSign ? 2 : 1;
}

/**
 * Decodes text into a view that has `bytes` bytes from byte `at` on.
 *
 * Node's decoder skips what is not base64. Each skipped character makes the result shorter than the length of the text says, so the
 * number of bytes written tells. What it takes beside the alphabet is looked for by searches that are much faster than decoding; they
 * come after it, when the text is in the cache.
 *
 * @returns whether all of the text is base64 of so many bytes. If not, those of the view are unspecified
 */
export function decodeBase64(text: string, view: ArrayBufferView, at: number, bytes: number): boolean {
  const { length } = text;
  const padding = paddingOf(text);
  return (
    (length / 4) * 3 - padding === bytes &&
    writeBase64(text, view, at, bytes) === bytes &&
    hasNoTwins(text) &&
    (padding === 0 || hasZeroTail(text, length - 1 - padding, padding))
  );
}

/** Characters of two bytes. V8 does not search strings of one byte a character for them. */
const wide = /[\u0100-\uffff]/;

/** Whether a text has none of the characters that Node's decoder takes for those of the alphabet. */
function hasNoTwins(text: string): boolean {
  return text.indexOf('-') === -1 && text.indexOf('_') === -1 && !wide.test(text);
}

/** Whether the bits of the last character that are beyond the last byte are 0. */
function hasZeroTail(text: string, last: number, padding: number): boolean {
  return (padding === 1 ? 'AEIMQUYcgkosw048' : 'AQgw').includes(text[last]!);
}

/** The error for text that {@link decodeBase64} found wrong: its first wrong character. */
export function base64Error(argument: string, text: string, fields?: TextFields): Error {
  const end = text.length - paddingOf(text);
  const index = firstForeign(text, end);
  if (index < end) {
    const given = `${JSON.stringify(text[index])} at index ${index}`;
    return formatError(argument, 'be base64: A-Z, a-z, 0-9, + and /, padded by =', given, {
      ...fields,
      index,
    });
  }
  const given = JSON.stringify(text.slice(-4));
  const allowed = 'have 0 in the bits of its last character that are beyond the last byte';
  return formatError(argument, allowed, given, { ...fields, index: end - 1 });
}

/** Characters that are judged at once: a multiple of 4. */
const slice = 4096;

/** The index of the first character outside of the alphabet; `end` if there is none before. */
function firstForeign(text: string, end: number): number {
  const scratch = Buffer.allocUnsafe((slice / 4) * 3);
  for (let at = 0; at < end; at += slice) {
    const part = text.slice(at, Math.min(at + slice, end));
    // The decoder is faster than a search by a regular expression.
    const isWhole = part.length === slice && hasNoTwins(part);
    if (isWhole && writeBase64(part, scratch, 0, scratch.length) === scratch.length) continue;
    const index = part.search(/[^A-Za-z0-9+/]/);
    if (index !== -1) return at + index;
  }
  return end;
}
