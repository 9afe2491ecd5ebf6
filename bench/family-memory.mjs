// What stands in the memory of the family's contests: shapes with parameters along an axis, blocks of ggml.

/** The shapes, for N floats, and which axis has the parameters. */
export const axes = {
  First: { name: '0 of [64, N/64]', shape: (n) => [64, n / 64], axis: 0 },
  First64: { name: '0 of [N/64, 64]', shape: (n) => [n / 64, 64], axis: 0 },
  First1024: { name: '0 of [N/1024, 1024]', shape: (n) => [n / 1024, 1024], axis: 0 },
  Middle: { name: '1 of [16, 64, N/1024]', shape: (n) => [16, 64, n / 1024], axis: 1 },
  Middle64: { name: '1 of [N/4096, 64, 64]', shape: (n) => [n / 4096, 64, 64], axis: 1 },
  Last64: { name: '1 of [N/64, 64]', shape: (n) => [n / 64, 64], axis: 1 },
  Last256: { name: '1 of [N/256, 256]', shape: (n) => [n / 256, 256], axis: 1 },
  Last1024: { name: '1 of [N/1024, 1024]', shape: (n) => [n / 1024, 1024], axis: 1 },
  Last4096: { name: '1 of [N/4096, 4096]', shape: (n) => [n / 4096, 4096], axis: 1 },
};

export const blocks = Object.fromEntries(
  [32, 64, 128].map((blockSize) => [
    blockSize,
    { name: `${blockSize} along rows of 1024`, shape: (n) => [n / 1024, 1024], axis: 1, blockSize },
  ]),
);

const product = (numbers) => numbers.reduce((all, number) => all * number, 1);

/** The memory seen as a shape, with parameters for it; what does not fill the shape is left out. */
export function shaped(memory, { shape: shapeFor, axis, blockSize }) {
  const shape = shapeFor(memory.floats).map(Math.floor);
  const floats = product(shape);
  if (floats === 0) return undefined;
  const count = blockSize === undefined ? shape[axis] : Math.ceil(shape[axis] / blockSize);
  const parameterShape =
    blockSize === undefined ? [count] : shape.map((size, i) => (i === axis ? count : size));
  const sets = product(parameterShape);
  const along = {
    dtype: 'int8',
    axis,
    ...(blockSize === undefined ? {} : { blockSize }),
    scale: Float32Array.from({ length: sets }, (_, i) => 0.015 + (i % 37) * 0.0003),
    zeroPoint: Int32Array.from({ length: sets }, (_, i) => (i % 17) - 8),
  };
  return {
    ...memory,
    floats,
    shape,
    along,
    parameterShape,
    /** How a loop walks it. */
    walk: {
      outer: product(shape.slice(0, axis)),
      size: shape[axis],
      inner: product(shape.slice(axis + 1)),
      blockSize,
    },
    x: memory.x.subarray(0, floats),
    codes: memory.codes.subarray(0, floats),
    out: memory.out.subarray(0, floats),
  };
}

export const bytesOfBlock = { q8_0: 34, q4_0: 18 };

/** The memory with room for blocks of ggml. */
export function ggmlMemory(memory, type) {
  const floats = memory.floats - (memory.floats % 32);
  if (floats === 0) return undefined;
  return {
    ...memory,
    floats,
    type,
    x: memory.x.subarray(0, floats),
    out: memory.out.subarray(0, floats),
    blocks: new Uint8Array((floats / 32) * bytesOfBlock[type]),
  };
}
