// Loops in native code, by which searches are measured: a read of memory, popcnt, multiplying and adding.
import { createRequire } from 'node:module';
import { buildLoops } from './native/build.mjs';

const require = createRequire(import.meta.url);

/** Undefined without koffi (npm ci --prefix bench) or what the addon is built with. */
export function openLoops() {
  try {
    const library = require('koffi').load(buildLoops());
    const read = library.func('void linquant_read(const void*, size_t, int)');
    const multiplyAndAdd = library.func('void linquant_multiply_and_add(uint64_t)');
    const popcnt = library.func('size_t linquant_popcnt(const void*, const void*, size_t, size_t)');
    return {
      /** Reads an array, in one stream or in eight far-apart ones. */
      readOf: (array, streams) => () => read(array, array.byteLength, streams),
      /** Finds the row of bits with the least Hamming distance: a popcnt for eight bytes, the length known at run time. */
      popcntOf: (corpus, query) => {
        const rows = corpus.length / query.length;
        return () => popcnt(corpus, query, rows, query.length);
      },
      /** Multiplies and adds as often as asked, by AVX2 on registers alone: where there is more than AVX2, this is no limit. */
      multiplyAndAddOf: (products) => () => multiplyAndAdd(products),
    };
  } catch (error) {
    console.error(`no native loops: ${error.message.split('\n')[0]}`);
    return undefined;
  }
}
