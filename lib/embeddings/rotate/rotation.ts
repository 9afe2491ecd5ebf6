/**
 * The rotation of vectors of one length: what {@link rotateEmbeddings} says, on one vector of float64 at a time. What stands before and
 * behind the two transforms is one factor for each number: its sign, and the transform's factor where that was applied.
 */
export class Rotation {
  /** The vector: written by the caller, rotated in place. */
  readonly vector: Float64Array;
  private readonly before: Float64Array;
  private readonly between: Float64Array;
  private readonly after: Float64Array;
  private readonly size: number;
  private readonly first: number;
  private readonly second: number;

  constructor(dimensions: number, seed: number, inverse: boolean) {
    let size = 1;
    while (2 * size <= dimensions) size *= 2;
    // Signs first, or last in the inverse.
    const [signs, otherSigns] = [signsOf(dimensions, seed, 0), signsOf(dimensions, seed, 1)];
    const start = dimensions - size;
    this.vector = new Float64Array(dimensions);
    this.size = size;
    this.first = inverse ? start : 0;
    this.second = inverse ? 0 : start;
    this.before = inverse ? new Float64Array(dimensions).fill(1) : signs;
    this.between = scaled(otherSigns, this.first, size);
    this.after = scaled(inverse ? signs : new Float64Array(dimensions).fill(1), this.second, size);
  }

  run(): void {
    const { vector, before, between, after, size, first, second } = this;
    multiply(vector, before);
    transform(vector, first, size);
    multiply(vector, between);
    transform(vector, second, size);
    multiply(vector, after);
  }
}

/** Signs, with those of a transform of `size` numbers multiplied by its factor: the root of 1 / size. */
function scaled(signs: Float64Array, start: number, size: number): Float64Array {
  const factor = Math.sqrt(1 / size);
  return signs.map((sign, i) => (i >= start && i < start + size ? sign * factor : sign));
}

/** The signs of one transform: of every 32 numbers the bits of one word, the lowest first; 1 is minus. */
function signsOf(dimensions: number, seed: number, transforms: number): Float64Array {
  const words = Math.ceil(dimensions / 32);
  const signs = new Float64Array(dimensions);
  let bits = 0;
  for (let i = 0; i < dimensions; i++) {
    if (i % 32 === 0) bits = wordAt(seed, transforms * words + i / 32);
    signs[i] = (bits >>> (i % 32)) & 1 ? -1 : 1;
  }
  return signs;
}

/** MurmurHash3's last step (fmix32) of seed + (index + 1) * 0x9e3779b9, modulo 2^32. */
function wordAt(seed: number, index: number): number {
  let word = (seed + Math.imul(index + 1, 0x9e3779b9)) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

function multiply(vector: Float64Array, factors: Float64Array): void {
  for (let i = 0; i < vector.length; i++) vector[i]! *= factors[i]!;
}

/**
 * The Walsh-Hadamard transform of `size` numbers, by butterflies of distance 1, 2, 4 and so on. Two distances are done at a time, with
 * the sums that one by one has too.
 */
function transform(vector: Float64Array, start: number, size: number): void {
  let distance = 1;
  for (; 2 * distance < size; distance *= 4) transformTwice(vector, start, start + size, distance);
  if (distance === size) return;
  for (let i = start; i < start + distance; i++) {
    const a = vector[i]!;
    const b = vector[i + distance]!;
    vector[i] = a + b;
    vector[i + distance] = a - b;
  }
}

function transformTwice(vector: Float64Array, start: number, end: number, distance: number): void {
  for (let block = start; block < end; block += 4 * distance) {
    for (let i = block; i < block + distance; i++) {
      const a = vector[i]!;
      const b = vector[i + distance]!;
      const c = vector[i + 2 * distance]!;
      const d = vector[i + 3 * distance]!;
      const sum = a + b;
      const difference = a - b;
      const otherSum = c + d;
      const otherDifference = c - d;
      vector[i] = sum + otherSum;
      vector[i + distance] = difference + otherDifference;
      vector[i + 2 * distance] = sum - otherSum;
      vector[i + 3 * distance] = difference - otherDifference;
    }
  }
}
