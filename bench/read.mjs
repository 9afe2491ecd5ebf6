// A read of memory by native code, the limit that searches are measured by.
import { createRequire } from 'node:module';
import { buildRead } from './native/build.mjs';

const require = createRequire(import.meta.url);

/**
 * Gives a function that makes reads: of an array, in one stream or in eight far-apart ones. Undefined without koffi (npm ci --prefix bench) or
 * what the addon is built with.
 */
export function openRead() {
  try {
    const read = require('koffi').load(buildRead()).func('void linquant_read(const void*, size_t, int)');
    return (array, streams) => () => read(array, array.byteLength, streams);
  } catch (error) {
    console.error(`no read of memory: ${error.message.split('\n')[0]}`);
    return undefined;
  }
}
