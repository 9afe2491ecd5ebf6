// Random shapes with parameters along an axis, and data for them.
import { codeArrays, limits, scales } from './inputs.mjs';

const f32 = Math.fround;
/** About as many elements a shape has at most: mostly few, since each is looked at one by one. */
const mostOf = (next) => (next() % 16 === 0 ? 40_000 : 2000);

/** Sizes of the axis: one index, blocks that come out even, last ones that are short, one that is longer than the axis. */
function axisSize(next, blockSize) {
  if (next() % 6 === 0) return 1;
  if (blockSize === undefined) return 1 + (next() % [4, 20, 80, 300][next() % 4]);
  const blocks = next() % 5;
  return Math.max(1, blocks * blockSize + (next() % 3 === 0 ? 0 : next() % blockSize));
}

/** A shape of `rank` sizes with this axis, and where each of its elements has its parameters. */
export function randomShape(next, rank, axis, blockSize) {
  const shape = Array(rank);
  // A vector that is a single block is refused by ONNX Runtime, which takes its one scale for that of a whole tensor.
  do shape[axis] = axisSize(next, blockSize);
  while (rank === 1 && shape[axis] <= blockSize);
  let room = Math.max(1, Math.floor(mostOf(next) / shape[axis]));
  for (let i = 0; i < rank; i++) {
    if (i === axis) continue;
    // Small sizes are what rank 4 leaves room for; one long one now and then is what kernels are made for.
    const limit = Math.min(room, [1, 4, 9, 40, 600][next() % 5]);
    shape[i] = 1 + (next() % limit);
    room = Math.floor(room / shape[i]);
  }
  const blocks = blockSize === undefined ? shape[axis] : Math.ceil(shape[axis] / blockSize);
  const parameterShape =
    blockSize === undefined ? [blocks] : shape.map((size, i) => (i === axis ? blocks : size));
  return { shape, axis, blockSize, parameterShape, places: placesOf(shape, axis, blockSize, blocks) };
}

/** By coordinates, which is slow and plain: the index of each element's parameters. */
function placesOf(shape, axis, blockSize, blocks) {
  const places = new Uint32Array(product(shape));
  const at = shape.map(() => 0);
  for (let i = 0; i < places.length; i++) {
    if (blockSize === undefined) {
      places[i] = at[axis];
    } else {
      let place = 0;
      for (let d = 0; d < shape.length; d++) {
        const [index, size] = d === axis ? [Math.floor(at[d] / blockSize), blocks] : [at[d], shape[d]];
        place = place * size + index;
      }
      places[i] = place;
    }
    for (let d = shape.length - 1; d >= 0 && ++at[d] === shape[d]; d--) at[d] = 0;
  }
  return places;
}

export const product = (sizes) => sizes.reduce((all, size) => all * size, 1);

/** `count` sets of parameters: half of the scales ordinary ones, the others from the whole range of floats. */
export function randomParameters(next, dtype, count) {
  const [qmin, qmax] = limits[dtype];
  const scale = Float32Array.from({ length: count }, () =>
    next() % 2 ? 0.001 + next() / 2 ** 32 : scales[next() % scales.length],
  );
  const zeroPoint = Int32Array.from({ length: count }, () =>
    next() % 4 === 0 ? [qmin, qmax][next() % 2] : qmin + (next() % (qmax - qmin + 1)),
  );
  return { scale, zeroPoint };
}

const bits = new Uint32Array(1);
const bitsAsFloat = new Float32Array(bits.buffer);

/** A float for this scale: inside the codes, a tie or its neighbour, far outside, beyond 2^31, special, or any bits. */
function randomFloat(next, scale, span) {
  switch (next() % 16) {
    case 0:
      return [NaN, Infinity, -Infinity, -0][next() % 4];
    case 1:
      return f32((next() / 2 ** 32 - 0.5) * 2 ** 34 * scale);
    case 2:
      bits[0] = next();
      return bitsAsFloat[0];
    case 3:
    case 4:
    case 5:
    case 6: {
      const half = (next() % (2 * span)) - span + 0.5;
      bitsAsFloat[0] = half * scale;
      bits[0] += (next() % 3) - 1;
      return bitsAsFloat[0];
    }
    default:
      return f32((next() / 2 ** 32 - 0.5) * 2.5 * span * scale);
  }
}

export function randomFloats(next, dtype, { scale }, places) {
  const [qmin, qmax] = limits[dtype];
  return Float32Array.from(places, (place) => randomFloat(next, scale[place], qmax - qmin));
}

export function randomCodes(next, dtype, count) {
  return codeArrays[dtype].from({ length: count }, next);
}
