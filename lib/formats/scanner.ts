import type { LinquantError } from '../errors.js';
import { fileError, type Place, quote } from './file-error.js';

/** How a text writes the keys of a dictionary, and whether a comma may stand before its closing brace. */
export interface Notation {
  readonly readKey: () => string;
  readonly trailingComma: boolean;
}

/**
 * What the two header languages, a Python literal and JSON, have in common. Both headers are read by it in
 * one pass along a fixed grammar: nothing nests deeper than the format does, whatever the text holds, and
 * duplicate keys, which `JSON.parse` hides, are seen.
 */
export class Scanner {
  /** Where the next character is read. */
  position = 0;

  /** @param place - what errors are about; changes while a tensor's entry is read */
  constructor(
    readonly text: string,
    public place: Place,
  ) {}

  /** The error for what stands at the position. */
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

  /** Passes over `character` if it is the next one. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.position++;
    return true;
  }

  expect(character: string, where: string): void {
    if (!this.take(character)) throw this.error(`expected ${character} ${where}`);
  }

  /** Passes over white space, which must be all that is left. */
  end(): void {
    if (this.peek() !== '') throw this.error('expected nothing after the closing brace');
  }

  /** An integer from 0 to 2^53 - 1 in plain digits. A point or an exponent is left where it stands. */
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
   * Items between commas up to `close`; the opening bracket has been read.
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

  /** A dictionary of any keys, each but once, in their order; `readValue` reads what follows the colon. */
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

  /** A dictionary of exactly these keys, in any order. */
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
