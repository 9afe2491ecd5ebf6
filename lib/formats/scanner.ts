import type { LinquantError } from '../errors.js';
import { fileError, type Place, quote } from './file-error.js';

/** The syntax of a dictionary: how a key is read, and whether a trailing comma is allowed. */
export interface Notation {
  readonly readKey: () => string;
  readonly trailingComma: boolean;
}

/**
 * A recursive-descent parser for what Python literals and JSON have in common. It parses both kinds of header in one pass by a fixed
 * grammar, so hostile text cannot make it recurse deeply, and it notices duplicate keys, which `JSON.parse` does not.
 */
export class Scanner {
  /** The index of the next character. */
  position = 0;

  /** @param place - the file and tensor for errors; the tensor is set while its entry is read */
  constructor(
    readonly text: string,
    public place: Place,
  ) {}

  /** An error about the text at the position. */
  error(problem: string): LinquantError {
    const found = this.text.slice(this.position, this.position + 20);
    const what = found === '' ? 'the end' : quote(found);
    return fileError(this.place, `${problem}; found ${what} at character ${this.position} of the header`);
  }

  /** The next character after white space; '' at the end. */
  peek(): string {
    while (' \t\r\n'.includes(this.text[this.position] ?? '.')) this.position++;
    return this.text[this.position] ?? '';
  }

  /** Skips `character` if it is the next one. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.position++;
    return true;
  }

  expect(character: string, where: string): void {
    if (!this.take(character)) throw this.error(`expected ${character} ${where}`);
  }

  /** Checks that only white space is left. */
  end(): void {
    if (this.peek() !== '') throw this.error('expected nothing after the closing brace');
  }

  /** Reads an integer from 0 to 2^53 - 1 in plain digits, without a fraction or an exponent. */
  integer(where: string): number {
    this.peek();
    let end = this.position;
    while (isDigit(this.text.charCodeAt(end)) && end - this.position < 17) end++;
    const digits = this.text.slice(this.position, end);
    const value = Number(digits);
    if (!/^(0|[1-9]\d*)$/.test(digits) || !Number.isSafeInteger(value)) {
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
      if (values.has(key)) throw this.error(`${quote(key)} appears twice in ${where}`);
      if (!this.take(':')) throw this.error(`expected : after ${quote(key)}`);
      values.set(key, readValue(key));
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

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
