import type { LinquantError } from '../errors.js';
import { fileError, type Place, quote } from './file-error.js';

/** The syntax of a dictionary: how a key is read, and whether a trailing comma is allowed. */
export interface Notation {
  readonly readKey: () => string;
  readonly trailingComma: boolean;
}

/** As many lengths as a shape may have: as many as NumPy and PyTorch take. */
export const mostAxes = 64;

/**
 * A recursive-descent parser for what Python literals and JSON have in common. It parses both kinds of header in one pass by a fixed
 * grammar, so hostile text cannot make it recurse deeply, and it notices duplicate keys, which `JSON.parse` does not. It works on bytes:
 * a header may have 100 MB, and its text would take as much again.
 */
export class Scanner {
  /** The index of the next byte. */
  position = 0;

  /** The tensor whose entry is read, for errors. */
  tensor: string | undefined;

  constructor(
    readonly bytes: Buffer,
    private readonly place: Place,
  ) {}

  /** An error about the text at the position. */
  error(problem: string): LinquantError {
    const found = this.bytes.toString('utf8', this.position, this.position + 20);
    const what = found === '' ? 'the end' : quote(found);
    const place = this.tensor === undefined ? this.place : { ...this.place, tensor: this.tensor };
    return fileError(place, `${problem}; found ${what} at byte ${this.position} of the header`);
  }

  /** The code of the next byte after white space; -1 at the end. */
  next(): number {
    const { bytes } = this;
    let code = bytes[this.position];
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = bytes[++this.position];
    return code ?? -1;
  }

  /** The next character after white space; '' at the end. */
  peek(): string {
    const code = this.next();
    return code < 0 ? '' : String.fromCharCode(code);
  }

  /** Skips `character`, of ASCII, if it is the next one. */
  take(character: string): boolean {
    if (this.next() !== character.charCodeAt(0)) return false;
    this.position++;
    return true;
  }

  expect(character: string, where: string): void {
    if (!this.take(character)) throw this.error(`expected ${character} ${where}`);
  }

  /** Skips `word`, of ASCII, if it comes next; white space before it is not skipped. */
  takeWord(word: Uint8Array): boolean {
    const { bytes, position } = this;
    for (let i = 0; i < word.length; i++) if (bytes[position + i] !== word[i]) return false;
    this.position += word.length;
    return true;
  }

  /** Checks that only white space is left. */
  end(): void {
    if (this.next() >= 0) throw this.error('expected nothing after the closing brace');
  }

  /** Reads an integer from 0 to 2^53 - 1 in plain digits, without a fraction or an exponent. */
  integer(where: string): number {
    const first = this.next() - 0x30;
    const { bytes } = this;
    const begin = this.position;
    let end = begin;
    let value = 0;
    // At most 17 digits, so that the sum is above 2^53 where it is not exact.
    for (; end - begin < 17; end++) {
      const digit = bytes[end]! - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const hasLeadingZero = first === 0 && end - begin > 1;
    if (end === begin || hasLeadingZero || !Number.isSafeInteger(value)) {
      throw this.error(`expected an integer from 0 to 2^53 - 1 in ${where}`);
    }
    this.position = end;
    return value;
  }

  /**
   * Reads items separated by commas, up to `close`. The opening bracket has been read.
   *
   * @returns the number of commas
   */
  items(close: string, trailingComma: boolean, where: string, readItem: () => void): number {
    let commas = 0;
    if (this.take(close)) return commas;
    for (;;) {
      readItem();
      if (this.take(close)) return commas;
      if (!this.take(',')) throw this.error(`expected , or ${close} in ${where}`);
      commas++;
      if (trailingComma && this.take(close)) return commas;
    }
  }

  /** Reads a dictionary with any keys; a duplicate key is an error. `readValue` reads what follows the colon. */
  members<T>(notation: Notation, where: string, readValue: (key: string) => T): Map<string, T> {
    const values = new Map<string, T>();
    this.expect('{', `to begin ${where}`);
    this.items('}', notation.trailingComma, where, () => {
      const key = notation.readKey();
      if (!this.take(':')) throw this.error(`expected : after ${quote(key)}`);
      const { size } = values;
      // Looked up once: with a million keys that takes as long as the rest.
      values.set(key, readValue(key));
      if (values.size === size) throw this.error(`${quote(key)} appears twice in ${where}`);
    });
    return values;
  }

  /** Reads a dictionary with exactly these keys, in any order. */
  record<T extends object>(notation: Notation, where: string, readers: { [K in keyof T]: () => T[K] }): T {
    const values = this.members(notation, where, (key) => {
      if (Object.hasOwn(readers, key)) return readers[key as keyof T]();
      throw this.error(
        `unknown key ${quote(key)} in ${where}, allowed are ${Object.keys(readers).join(', ')}`,
      );
    });
    for (const key of Object.keys(readers)) {
      if (!values.has(key)) throw this.error(`${quote(key)} is missing in ${where}`);
    }
    return Object.fromEntries(values) as T;
  }
}
