// The contests: who takes part in which operation, on which memory, beside which limit.
import { rowsOf } from './data.mjs';
import { family } from './family.mjs';
import { copyLimit, readAndCopyLimit, readLimit } from './limits.mjs';

/**
 * Every operation: its limit, its memory, what must stand in it, and which arrays hold the result. `part` names the
 * tables that it stands in, `group` several operations for --only, `sizes` those that it is measured at unless asked
 * for by name, `claim` what the library promises of its speed.
 */
const operations = {
  quantize: {
    title: 'quantize',
    what: 'to int8, with a given scale and zero point',
    limit: copyLimit(5),
    output: ({ codes }) => [codes],
  },
  dequantize: {
    title: 'dequantize',
    what: 'from int8, likewise',
    limit: copyLimit(5),
    prepare: (linquant, { x, codes, parameters }) => linquant.quantize(x, parameters, { out: codes }),
    output: ({ out }) => [out],
  },
  minMax: {
    title: 'min/max',
    what: 'both in one call',
    limit: readLimit,
  },
  dynamic: {
    title: 'dynamic',
    what: 'range, scale and zero point of all floats (ONNX DynamicQuantizeLinear), and quantize to uint8',
    limit: readAndCopyLimit,
  },
  ...Object.fromEntries(
    [384, 1024].map((columns) => [
      `rows${columns}`,
      {
        title: `rows of ${columns}`,
        what: 'range and symmetric scale of each row, and quantize to int8',
        group: 'rows',
        method: 'rows',
        limit: copyLimit(5),
        claim: { beside: 'limit', atLeast: 0.9, at: [67_108_864] },
        memory: (memory) => rowsOf(memory, columns),
        output: ({ codes, scales }) => [codes, scales],
      },
    ]),
  ),
  ...family,
};

export const operationNames = Object.keys(operations);

/** The operations that a name stands for: one, those of a group, or those of a part; none if it is no name. */
export function operationsNamed(name) {
  if (operationNames.includes(name)) return [name];
  return operationNames.filter((each) => [operations[each].group, operations[each].part].includes(name));
}

export const isMeasuredAt = (name, size) => operations[name].sizes?.includes(size) ?? true;

/** What is claimed at a size. `atLeast` is one number, or one for each size that it is claimed at. */
function claimAt(claim, floats) {
  if (typeof claim?.atLeast !== 'object') return claim?.at?.includes(floats) === false ? undefined : claim;
  const atLeast = claim.atLeast[floats];
  return atLeast && { ...claim, atLeast };
}

/**
 * The contest of one operation, or undefined if there is no room for it: `limit` and `contestants`, linquant's first,
 * each with `run`, `output` (the arrays that hold its result) and what it or its peer says of itself: `exact` if it must
 * give linquant's bytes, `apart` if it does something else, as a measure.
 */
export async function contestOf(name, wholeMemory, peers, linquant) {
  const operation = operations[name];
  const memory = operation.memory ? operation.memory(wholeMemory, linquant) : wholeMemory;
  if (memory === undefined) return undefined;
  const contestants = [];
  for (const peer of peers) {
    operation.prepare?.(linquant, memory);
    const made = await peer[operation.method ?? name]?.(memory);
    if (made === undefined) continue;
    const output = made.output ?? (() => operation.output(memory));
    contestants.push({ exact: peer.exact, apart: peer.apart, ...made, output, name: peer.name });
  }
  const written = operation.output?.(memory) ?? [memory.codes];
  const { title, what, part, claim } = operation;
  return {
    title,
    what,
    part,
    claim: claimAt(claim, wholeMemory.floats),
    floats: memory.floats,
    limit: { name: operation.limit.name, run: operation.limit.run(memory) },
    contestants,
    clear: () => written.forEach((array) => void array.fill(85)),
  };
}
