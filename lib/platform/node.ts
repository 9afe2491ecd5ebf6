/**
 * What this package takes from Node. A bundler that makes an ES module of it leaves no `require` (esbuild's throws,
 * Rollup's is missing), so the built-in modules come by a function of the process, which Node has from 20.16 on.
 */
interface BuiltIns {
  readonly 'node:buffer': typeof import('node:buffer');
  readonly 'node:crypto': typeof import('node:crypto');
  readonly 'node:fs': typeof import('node:fs');
  readonly 'node:fs/promises': typeof import('node:fs/promises');
  readonly 'node:os': typeof import('node:os');
  readonly 'node:path': typeof import('node:path');
  readonly 'node:util': typeof import('node:util');
}

/** Each by its name in the code, since bundlers warn of what they cannot know. */
const byRequire: { readonly [Name in keyof BuiltIns]: () => BuiltIns[Name] } = {
  'node:buffer': () => require('node:buffer'),
  'node:crypto': () => require('node:crypto'),
  'node:fs': () => require('node:fs'),
  'node:fs/promises': () => require('node:fs/promises'),
  'node:os': () => require('node:os'),
  'node:path': () => require('node:path'),
  'node:util': () => require('node:util'),
};

/** A built-in module. Those that only a few need are taken where they are needed. */
export function builtIn<Name extends keyof BuiltIns>(name: Name): BuiltIns[Name] {
  const found: object | undefined = process.getBuiltinModule?.(name);
  return found === undefined ? byRequire[name]() : (found as BuiltIns[Name]);
}

/** Tells kinds of objects of any realm, whatever their properties say. */
export const { types } = builtIn('node:util');

const os = builtIn('node:os');

/** Whether typed arrays hold their elements in the byte order of files and raw bytes. */
export function hostIsLittleEndian(): boolean {
  return os.endianness() === 'LE';
}
