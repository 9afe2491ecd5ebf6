// numpy-ts: the formulas as NumPy users write them, on arrays in its own WebAssembly memory. Its `divide`, `rint`,
// `clip` and `astype` each make an array; those in between are disposed of at once, as its documentation advises.
// It asks for Node 22 and runs on 20; npm warns.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const gigabyte = 2 ** 30;

export async function numpyPeer() {
  const np = await import('numpy-ts');
  const version = versionOf(require.resolve('numpy-ts'));
  np.configureWasm({ maxMemory: 3.5 * gigabyte, scratchSize: 64 * 2 ** 20 });

  /** Applies the steps one after another and disposes of what lies between. */
  function chain(first, ...steps) {
    let array = first;
    for (const step of steps) {
      const next = step(array);
      if (array !== first) array.dispose();
      array = next;
    }
    return array;
  }

  const quantize = (x, { dtype, scale, zeroPoint }, qmin, qmax) =>
    chain(
      x,
      (a) => a.divide(scale),
      (a) => a.rint(),
      (a) => a.add(zeroPoint),
      (a) => a.clip(qmin, qmax),
      (a) => a.astype(dtype),
    );

  /** A contestant whose `run` returns the arrays it made; they are disposed of before the next call. */
  function contestant(inputs, compute, output) {
    let results = [];
    const drop = () => {
      for (const each of results) each.dispose?.();
    };
    return {
      run() {
        drop();
        results = compute();
      },
      output: () => output(results),
      end() {
        drop();
        for (const each of inputs) each.dispose();
      },
    };
  }

  /** A copy in numpy-ts's memory. `frombuffer` copies element by element: 10 s for 64 Mi floats. */
  function array(data) {
    const made = np.empty([data.length], data instanceof Float32Array ? 'float32' : 'int8');
    made.data.set(data);
    return made;
  }
  const rangeOf = (x) => [x.min(), x.max()];

  return {
    name: 'numpy-ts',
    version,
    exact: false,
    quantize({ x, parameters }) {
      const a = array(x);
      return contestant(
        [a],
        () => [quantize(a, parameters, -128, 127)],
        ([q]) => [q.data],
      );
    },
    dequantize({ codes, parameters: { scale, zeroPoint } }) {
      const q = array(codes);
      const compute = () =>
        chain(
          q,
          (a) => a.astype('float32'),
          (a) => a.subtract(zeroPoint),
          (a) => a.multiply(scale),
        );
      return contestant(
        [q],
        () => [compute()],
        ([x]) => [x.data],
      );
    },
    minMax({ x }) {
      const a = array(x);
      return contestant(
        [a],
        () => rangeOf(a),
        (range) => [Float32Array.from(range)],
      );
    },
    dynamic({ x }) {
      const a = array(x);
      const compute = () => {
        const [min, max] = rangeOf(a);
        const scale = Math.fround((Math.max(max, 0) - Math.min(min, 0)) / 255) || 1;
        const zeroPoint = Math.round(-Math.min(min, 0) / scale);
        return [quantize(a, { dtype: 'uint8', scale, zeroPoint }, 0, 255), scale, zeroPoint];
      };
      return contestant([a], compute, ([q, scale, zeroPoint]) => [q.data, Float32Array.of(scale, zeroPoint)]);
    },
  };
}

/** Its package.json is not exported: it is the one above the main file. */
function versionOf(main) {
  const folder = main.slice(0, main.lastIndexOf('numpy-ts') + 'numpy-ts'.length);
  return require(path.join(folder, 'package.json')).version;
}
