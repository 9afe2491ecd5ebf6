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
 * number of bytes written tells. It takes more than the alphabet: that is looked for by searches, which are much faster than decoding,
 * and come after it, when the text is in the cache.
 *
 * @returns whether all of the text is base64 of so many bytes. If not, those of the view are unspecified
 */
export function decodeBase64(text: string, view: ArrayBufferView, at: number, bytes: number): boolean {
  const { length } = text;
  const padding = paddingOf(text);
  return (
    (length / 4) * 3 - padding === bytes &&
    (length > part ? writeParts(text, view, at, bytes) : writePart(text, view, at, bytes)) &&
    (padding === 0 || hasZeroTail(text, length - 1 - padding, padding))
  );
}

/** Characters that are decoded at once, a multiple of 4: a text that is not base64 takes the decoder ten times as long. */
const part = 16_384;

function writePart(text: string, view: ArrayBufferView, at: number, bytes: number): boolean {
  return !wide.test(text) && writeBase64(text, view, at, bytes) === bytes && hasNoUrlAlphabet(text);
}

function writeParts(text: string, view: ArrayBufferView, at: number, bytes: number): boolean {
  const partBytes = (part / 4) * 3;
  for (let from = 0, done = 0; from < text.length; from += part, done += partBytes) {
    const count = Math.min(partBytes, bytes - done);
    if (!writePart(text.slice(from, from + part), view, at + done, count)) return false;
  }
  return true;
}

/**
 * Characters of two bytes, of which Node's decoder takes some for others. V8 does not search strings of one byte a character for them, so
 * this comes first.
 */
const wide = /[\u0100-\uffff]/;

function hasNoUrlAlphabet(text: string): boolean {
  return text.indexOf('-') === -1 && text.indexOf('_') === -1;
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

/** The index of the first character outside of the alphabet; `end` if there is none before. */
function firstForeign(text: string, end: number): number {
  const index = text.search(wide);
  if (index === -1) return firstForeignIn(text, 0, end, part);
  // What is before it as one byte a character, which the decoder is faster with.
  const before = Buffer.from(text.slice(0, index), 'latin1').toString('latin1');
  return firstForeignIn(before, 0, index, part);
}

/** Characters that are searched by a regular expression, which takes several times as long as decoding. */
const searched = 1024;

/** The same from `from` on, without wide characters: in the first of the parts of `size` characters that is not decoded as a whole. */
function firstForeignIn(text: string, from: number, end: number, size: number): number {
  const scratch = Buffer.allocUnsafe((size / 4) * 3);
  for (let at = from; at < end; at += size) {
    const until = Math.min(at + size, end);
    const piece = text.slice(at, until);
    if (until - at === size && writePart(piece, scratch, 0, scratch.length)) continue;
    const found =
      size === searched ? piece.search(/[^A-Za-z0-9+/]/) : firstForeignIn(text, at, until, searched) - at;
    if (found !== -1 && at + found < until) return at + found;
  }
  return end;
}
