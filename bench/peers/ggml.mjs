// ggml, the library of llama.cpp: its block formats Q8_0 and Q4_0, called by koffi on the caller's memory. A call costs
// about 0.1 µs whatever its length. The libraries are those that node-llama-cpp ships for Linux on x64.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

const floatsPerBlock = 32;
/** A block: its scale as float16, and its codes. */
const bytesPerBlock = { q8_0: 2 + 32, q4_0: 2 + 16 };

let loaded;

/** ggml's own functions, loaded once. Throws MODULE_NOT_FOUND where the packages are not installed. */
export function ggml() {
  loaded ??= load();
  return loaded;
}

function load() {
  const koffi = require('koffi');
  const folder = path.join(path.dirname(require.resolve('@node-llama-cpp/linux-x64')), '../bins/linux-x64');
  const base = koffi.load(path.join(folder, 'libggml-base.so'));
  const { library: cpu, simd } = bestVariant(koffi, folder);
  const call = (library, name, format, length) => {
    const native = library.func(`void ${name}(const void *, void *, int64_t)`);
    return (from, to) => {
      const { floats, bytes } = length(from, to);
      if (floats % floatsPerBlock !== 0 || bytes !== (floats / floatsPerBlock) * bytesPerBlock[format]) {
        throw new RangeError(`${name}: ${floats} floats and ${bytes} bytes of ${format}`);
      }
      native(from, to, floats);
    };
  };
  const quantize = (library, name, format) =>
    call(library, name, format, (x, out) => ({ floats: x.length, bytes: out.length }));
  const dequantize = (library, name, format) =>
    call(library, name, format, (blocks, out) => ({ floats: out.length, bytes: blocks.length }));
  return {
    name: 'ggml',
    version: base.func('const char *ggml_version()')(),
    simd,
    bytesPerBlock,
    floatsPerBlock,
    /** `from_float` of the traits that ggml's CPU backend has for Q8_0. It has none for Q4_0: that is the reference. */
    quantizeQ8: quantize(cpu, 'quantize_row_q8_0', 'q8_0'),
    quantizeQ8Reference: quantize(base, 'quantize_row_q8_0_ref', 'q8_0'),
    quantizeQ4Reference: quantize(base, 'quantize_row_q4_0_ref', 'q4_0'),
    dequantizeQ8: dequantize(base, 'dequantize_row_q8_0', 'q8_0'),
    dequantizeQ4: dequantize(base, 'dequantize_row_q4_0', 'q4_0'),
  };
}

/** The CPU library that ggml itself would take: the one with the highest score, which is 0 where it cannot run. */
function bestVariant(koffi, folder) {
  let best = { score: 0 };
  for (const file of readdirSync(folder)) {
    const simd = /^libggml-cpu-(\w+)\.so$/.exec(file)?.[1];
    if (simd === undefined) continue;
    const library = koffi.load(path.join(folder, file));
    const score = library.func('int ggml_backend_score()')();
    if (score <= best.score) {
      library.unload();
      continue;
    }
    best.library?.unload();
    best = { library, simd, score };
  }
  if (best.library === undefined) throw new Error('ggml has no library for this processor');
  return best;
}

/** ggml as contestants: the functions for this processor, whose rounding of ties differs, and its reference. */
export function ggmlPeers() {
  const it = ggml();
  const reference = { q8_0: it.quantizeQ8Reference, q4_0: it.quantizeQ4Reference };
  const dequantize = { q8_0: it.dequantizeQ8, q4_0: it.dequantizeQ4 };
  return [
    {
      name: 'ggml, SIMD',
      library: 'ggml',
      version: `${it.version} (${it.simd})`,
      exact: false,
      quantizeGgml: ({ x, blocks, type }) =>
        type === 'q8_0' ? { run: () => it.quantizeQ8(x, blocks) } : undefined,
      /** Codes and scales as linquant's dynamic blocks have them, but for the layout and float16 scales. */
      dynamicBlocks({ x }) {
        const blocks = new Uint8Array((x.length / floatsPerBlock) * bytesPerBlock.q8_0);
        return { apart: true, run: () => it.quantizeQ8(x, blocks) };
      },
    },
    {
      name: 'ggml, reference',
      exact: true,
      quantizeGgml: ({ x, blocks, type }) => ({ run: () => reference[type](x, blocks) }),
      dequantizeGgml: ({ blocks, out, type }) => ({ run: () => dequantize[type](blocks, out) }),
    },
  ];
}
