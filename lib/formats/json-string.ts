import type { Scanner } from './scanner.js';

const quoteMark = 0x22;
const backslash = 0x5c;

/** Whether a string has no lone surrogate, which UTF-8 cannot encode. */
export function isUnicode(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Reads a string of JSON in a header that is valid UTF-8. */
export function readString(scanner: Scanner, where: string): string {
  if (scanner.next() !== quoteMark) throw scanner.error(`expected ${where} in double quotes`);
  const { bytes } = scanner;
  const begin = scanner.position + 1;
  let end = begin;
  let all = 0;
  let hasEscapes = false;
  for (let code = bytes[end]; code !== quoteMark; code = bytes[++end]) {
    if (code === undefined) throw scanner.error(`expected ${where} with a closing quote`);
    if (code < 0x20) throw scanner.error(`expected ${where} as valid JSON text`);
    all |= code;
    if (code === backslash) {
      hasEscapes = true;
      end++;
    }
  }
  const isAscii = all < 0x80;
  const value = hasEscapes
    ? jsonValue(bytes.toString('utf8', begin - 1, end + 1))
    : bytes.toString(isAscii ? 'latin1' : 'utf8', begin, end);
  if (value === undefined) throw scanner.error(`expected ${where} as valid JSON text`);
  scanner.position = end + 1;
  return value;
}

/** The value of a JSON string literal; undefined if it has invalid escapes or control characters, or half of a surrogate pair. */
function jsonValue(text: string): string | undefined {
  try {
    const value = JSON.parse(text) as string;
    return isUnicode(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
