// What a block of the documentation calls where it promises a value in a comment: see promises.ts.
import { format, inspect } from 'node:util';

/** Blanks are the reader's, and the length of a list is told by its elements. */
function normal(text) {
  return text.replace(/\(\d+\)(?=\s*[[{])/g, '').replace(/\s/g, '');
}

/** `0.12...` are the first digits of a number, `...` alone is anything. */
function patternOf(promise) {
  const pattern = normal(promise)
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replace(/(?<=\d)(?:\\\.){3}/g, '\\d*')
    .replace(/(?:\\\.){3}/g, '.*');
  return new RegExp(`^${pattern}$`);
}

/** @param isOutput - whether the promise is what console.log prints for the values, else it is the one value */
export function check(values, promise, isOutput) {
  const actual = isOutput ? format(...values) : inspect(values[0], { depth: Infinity });
  if (!patternOf(promise).test(normal(actual))) throw new Error(`promised: ${promise}\nis: ${actual}`);
}
