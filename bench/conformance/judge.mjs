// Judges codes along an axis element by element: where both must agree, and what each must give where they do not.
import { limits } from './inputs.mjs';
import { product } from './shapes.mjs';
import { exactly, Mismatch } from './tally.mjs';

const lowest = -(2 ** 31);

const clamp = (value, [low, high]) => Math.min(high, Math.max(low, value));

/**
 * What ONNX Runtime's kernel for blocks makes of what does not fit, where the axis is not the last (others after it that
 * are all of size 1 do not count): the quotient as the processor's int32, -2^31 for all that has none, NaN too, and a
 * sum that wraps around.
 */
function wrapped(quotient, zeroPoint, range) {
  const fits = quotient >= lowest && quotient < 2 ** 31;
  return clamp(((fits ? quotient : lowest) + zeroPoint) | 0, range);
}

export function judgeAxis({ name, x, got, expected, test, tally }) {
  const { dtype, axis, shape, blockSize, scale, zeroPoint, places } = test;
  const range = limits[dtype];
  const wraps = blockSize !== undefined && product(shape.slice(axis + 1)) > 1;
  const counts = { same: 0, nan: 0, beyond: 0, differs: 0 };
  for (let i = 0; i < x.length; i++) {
    const z = zeroPoint[places[i]];
    const quotient = Math.fround(x[i] / scale[places[i]]);
    if (Math.abs(quotient) + Math.abs(z) < 2 ** 31) {
      counts.same++;
      if (got[i] !== expected[i]) fail(got[i], expected[i], i);
      continue;
    }
    // Here linquant's contract alone counts: NaN, which has no quotient, is the code of 0; everything else saturates.
    const hasNone = Number.isNaN(quotient);
    const own = hasNone ? z : quotient > 0 ? range[1] : range[0];
    if (got[i] !== own) fail(got[i], expected[i], i, `; ${own} is promised`);
    // And this is what the contract says of ONNX Runtime. Without blocks nothing is said of it beyond 2^31.
    const theirs = wraps ? wrapped(quotient, z, range) : hasNone ? range[0] : expected[i];
    if (expected[i] !== theirs)
      fail(got[i], expected[i], i, `; ${theirs} is what ONNX Runtime is said to give`);
    counts[hasNone ? 'nan' : 'beyond']++;
    if (!hasNone && got[i] !== expected[i]) counts.differs++;
  }
  if (name !== 'fallback') return; // Counted once, whatever the number of backends.
  const beyond = wraps
    ? 'in blocks along another axis than the last, beyond 2^31'
    : 'along an axis, beyond 2^31';
  tally.add(`QuantizeLinear ${dtype}, ${placeOf(test)}: the same`, counts.same);
  tally.add('QuantizeLinear along an axis or in blocks, NaN, excluded', counts.nan);
  tally.add(`QuantizeLinear ${beyond}: linquant saturates`, counts.beyond);
  tally.add(
    `of these, ONNX Runtime ${wraps ? 'wraps to another code' : 'gives another code'}`,
    counts.differs,
  );

  function fail(ours, theirs, i, hint = '') {
    throw new Mismatch(
      `QuantizeLinear ${describe(test, i)}: x ${exactly(x[i])}: linquant (${name}) ${ours}, onnxruntime ${theirs}${hint}`,
    );
  }
}

/** What a difference is about. */
export function describe({ dtype, shape, axis, blockSize, scale, zeroPoint, places }, i) {
  const blocks = blockSize === undefined ? '' : `, blocks of ${blockSize}`;
  const place = places[i];
  return (
    `${dtype}, shape [${shape}], axis ${axis}${blocks}, element ${i}, ` +
    `scale ${exactly(scale[place])}, zero point ${zeroPoint[place]}`
  );
}

export const placeOf = ({ blockSize }) => (blockSize === undefined ? 'along an axis' : 'in blocks');
