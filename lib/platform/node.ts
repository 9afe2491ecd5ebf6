/**
 * The built-in modules that this package uses. In an ES module made by a bundler there is no working `require` (esbuild's throws,
 * Rollup has none), so they are loaded by `process.getBuiltinModule`, which Node has from 20.16 on.
 */
interface BuiltIns {
  readonly 'node:buffer': typeof import('node:buffer');
  readonly 'node:crypto': typeof import('node:crypto');
  readonly 'node:fs': typeof import('node:fs');
  readonly 'node:fs/promises': typeof import('node:fs/promises');
  readonly 'node:os': typeof import('node:os');
  readonly 'node:path': typeof import('node:path');
  readonly 'node:timers/promises': typeof import('node:timers/promises');
  readonly 'node:util': typeof import('node:util');
}

/** Each `require` has a literal name, since bundlers warn about computed ones. */
const byRequire: { readonly [Name in keyof BuiltIns]: () => BuiltIns[Name] } = {
  'node:buffer': () => require('node:buffer'),
  'node:crypto': () => require('node:crypto'),
  'node:fs': () => require('node:fs'),
  'node:fs/promises': () => require('node:fs/promises'),
  'node:os': () => require('node:os'),
  'node:path': () => require('node:path'),
  'node:timers/promises': () => require('node:timers/promises'),
  'node:util': () => require('node:util'),
};

/** A built-in module. */
export function builtIn<Name extends keyof BuiltIns>(name: Name): BuiltIns[Name] {
  const found: object | undefined = process.getBuiltinModule?.(name);
  return found === undefined ? byRequire[name]() : (found as BuiltIns[Name]);
}

/** Checks the kind of an object by its internal slots, in any realm. */
export const { types } = builtIn('node:util');

const os = builtIn('node:os');

/** Whether typed arrays have the byte order of files and raw bytes, which is little-endian. */
export function hostIsLittleEndian(): boolean {
  return os.endianness() === 'LE';
}

/** `Symbol.asyncDispose`, which Node 20 has from 20.5 on; before, what it is polyfilled with. */
export const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose);
