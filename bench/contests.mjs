// The contests: who takes part in which operation, on which memory, beside which limit.
import { rowsOf } from './data.mjs';

/** Copies `bytes` between the two float arrays of the memory, half of them read and half of them written. */
function copyOf({ x, out }, bytes) {
  const source = Buffer.from(x.buffer, x.byteOffset, x.byteLength);
  const target = Buffer.from(out.buffer, out.byteOffset, out.byteLength);
  const half = Math.min(source.length, Math.floor(bytes / 2));
  return () => source.copy(target, 0, 0, half);
}

/** Reads the floats once: memcmp with themselves. Two Buffers, for Node does not read one that is equal to itself. */
function readOf({ x }) {
  const a = Buffer.from(x.buffer, x.byteOffset, x.byteLength);
  const b = Buffer.from(x.buffer, x.byteOffset, x.byteLength);
  return () => a.equals(b);
}

const copyLimit = {
  name: 'a copy that moves as many bytes (2.5 read and 2.5 written for each float)',
  run: (memory) => copyOf(memory, memory.floats * 5),
};

/** Every operation: its limit, its memory, what must stand in it, and which arrays hold the result. */
const operations = {
  quantize: {
    title: 'quantize',
    what: 'to int8, with a given scale and zero point',
    limit: copyLimit,
    output: ({ codes }) => [codes],
  },
  dequantize: {
    title: 'dequantize',
    what: 'from int8, likewise',
    limit: copyLimit,
    prepare: (linquant, { x, codes, parameters }) => linquant.quantize(x, parameters, { out: codes }),
    output: ({ out }) => [out],
  },
  minMax: {
    title: 'min/max',
    what: 'both in one call',
    limit: { name: 'a read of the floats (memcmp with themselves)', run: readOf },
  },
  dynamic: {
    title: 'dynamic',
    what: 'range, scale and zero point of all floats (ONNX DynamicQuantizeLinear), and quantize to uint8',
    limit: {
      name: 'that read and then that copy',
      run(memory) {
        const read = readOf(memory);
        const copy = copyOf(memory, memory.floats * 5);
        return () => {
          read();
          copy();
        };
      },
    },
  },
  ...Object.fromEntries(
    [384, 1024].map((columns) => [
      `rows${columns}`,
      {
        title: `rows of ${columns}`,
        what: 'range and symmetric scale of each row, and quantize to int8',
        method: 'rows',
        limit: copyLimit,
        memory: (memory) => rowsOf(memory, columns),
        output: ({ codes, scales }) => [codes, scales],
      },
    ]),
  ),
};

export const operationNames = Object.keys(operations);

/**
 * The contest of one operation, or undefined if there is no room for it: `limit` and `contestants`, linquant's first,
 * each with `run`, `output` (the arrays that hold its result) and what its peer says of itself.
 */
export async function contestOf(name, wholeMemory, peers, linquant) {
  const operation = operations[name];
  const memory = operation.memory ? operation.memory(wholeMemory) : wholeMemory;
  if (memory === undefined) return undefined;
  const contestants = [];
  for (const peer of peers) {
    operation.prepare?.(linquant, memory);
    const made = await peer[operation.method ?? name]?.(memory);
    if (made === undefined) continue;
    const output = made.output ?? (() => operation.output(memory));
    contestants.push({ ...made, output, name: peer.name, exact: peer.exact });
  }
  const written = name === 'dequantize' ? [memory.out] : [memory.codes];
  return {
    title: operation.title,
    what: operation.what,
    floats: memory.floats,
    limit: { name: operation.limit.name, run: operation.limit.run(memory) },
    contestants,
    clear: () => written.forEach((array) => void array.fill(85)),
  };
}
