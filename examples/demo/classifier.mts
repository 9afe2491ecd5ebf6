import type { Progress } from './progress.mjs';

/** The classifier's tensors by name. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** The layers, whose input is an activation. */
export const activationNames = ['conv1', 'conv2', 'fc1', 'fc2'] as const;

/** Is given what goes into a layer, and may change it. */
export type ActivationHook = (name: (typeof activationNames)[number], values: Float64Array) => void;

interface Layer {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Width and height of an image, and of the planes behind the first and the second pooling. */
const side = 28;
const half = side / 2;
const quarter = half / 2;

/**
 * The digit in each image: conv1, ReLU, pooling, conv2, ReLU, pooling, fc1, ReLU, fc2, the largest of ten. Plain
 * loops in double precision.
 *
 * Inputs of convolutions are planes with a border of zeros one pixel wide, so that no loop asks where it is.
 */
export function classify(
  images: Uint8Array,
  weights: Weights,
  progress: Progress,
  onInput: ActivationHook = () => undefined,
): Uint8Array {
  const conv1 = layer(weights, 'conv1');
  const conv2 = layer(weights, 'conv2');
  const fc1 = layer(weights, 'fc1');
  const fc2 = layer(weights, 'fc2');
  const image = new Float64Array((side + 2) ** 2);
  const sums1 = new Float64Array(conv1.bias.length * side ** 2);
  const pooled1 = new Float64Array(conv1.bias.length * (half + 2) ** 2);
  const sums2 = new Float64Array(conv2.bias.length * half ** 2);
  const pooled2 = new Float64Array(conv2.bias.length * quarter ** 2);
  const hidden = new Float64Array(fc1.bias.length);
  const scores = new Float64Array(fc2.bias.length);

  const count = images.length / side ** 2;
  const answers = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    placeImage(images, i, image);
    onInput('conv1', image);
    convolve(image, conv1, side, sums1);
    poolAndRelu(sums1, side, pooled1, 1);
    onInput('conv2', pooled1);
    convolve(pooled1, conv2, half, sums2);
    poolAndRelu(sums2, half, pooled2, 0);
    onInput('fc1', pooled2);
    multiply(pooled2, fc1, hidden);
    for (let h = 0; h < hidden.length; h++) hidden[h] = Math.max(hidden[h]!, 0);
    onInput('fc2', hidden);
    multiply(hidden, fc2, scores);
    answers[i] = scores.indexOf(Math.max(...scores));
    progress((i + 1) / count);
  }
  return answers;
}

/** How many of the answers are the same. */
export function countEqual(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((count, value, i) => count + Number(value === b[i]), 0);
}

function layer(weights: Weights, name: string): Layer {
  return { weight: weights.get(`${name}.weight`)!, bias: weights.get(`${name}.bias`)! };
}

/** Copies an image into the bordered plane, its bytes as 0..1. */
function placeImage(images: Uint8Array, index: number, plane: Float64Array): void {
  for (let y = 0; y < side; y++) {
    const from = (index * side + y) * side;
    const to = (y + 1) * (side + 2) + 1;
    for (let x = 0; x < side; x++) plane[to + x] = images[from + x]! / 255;
  }
}

/** 3 x 3 convolution of bordered planes; the sums have no border. */
function convolve(planes: Float64Array, { weight, bias }: Layer, size: number, sums: Float64Array): void {
  const width = size + 2;
  const channels = planes.length / width ** 2;
  for (let o = 0; o < bias.length; o++) {
    sums.fill(bias[o]!, o * size ** 2, (o + 1) * size ** 2);
    for (let c = 0; c < channels; c++) {
      const w = (o * channels + c) * 9;
      const [w0, w1, w2] = [weight[w]!, weight[w + 1]!, weight[w + 2]!];
      const [w3, w4, w5] = [weight[w + 3]!, weight[w + 4]!, weight[w + 5]!];
      const [w6, w7, w8] = [weight[w + 6]!, weight[w + 7]!, weight[w + 8]!];
      for (let y = 0; y < size; y++) {
        const to = (o * size + y) * size;
        const top = (c * width + y) * width;
        const middle = top + width;
        const bottom = middle + width;
        for (let x = 0; x < size; x++) {
          const above = w0 * planes[top + x]! + w1 * planes[top + x + 1]! + w2 * planes[top + x + 2]!;
          const beside =
            w3 * planes[middle + x]! + w4 * planes[middle + x + 1]! + w5 * planes[middle + x + 2]!;
          const below =
            w6 * planes[bottom + x]! + w7 * planes[bottom + x + 1]! + w8 * planes[bottom + x + 2]!;
          sums[to + x]! += above + beside + below;
        }
      }
    }
  }
}

/** The largest of each 2 x 2 block, or 0, into planes with a border of the given width. */
function poolAndRelu(sums: Float64Array, size: number, planes: Float64Array, border: number): void {
  const channels = sums.length / size ** 2;
  const width = size / 2 + 2 * border;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < size / 2; y++) {
      const upper = (c * size + 2 * y) * size;
      const lower = upper + size;
      const to = (c * width + y + border) * width + border;
      for (let x = 0; x < size / 2; x++) {
        const above = Math.max(sums[upper + 2 * x]!, sums[upper + 2 * x + 1]!);
        const below = Math.max(sums[lower + 2 * x]!, sums[lower + 2 * x + 1]!);
        planes[to + x] = Math.max(above, below, 0);
      }
    }
  }
}

/** Fully connected layer. */
function multiply(input: Float64Array, { weight, bias }: Layer, output: Float64Array): void {
  for (let o = 0; o < bias.length; o++) {
    let sum = bias[o]!;
    const row = o * input.length;
    for (let i = 0; i < input.length; i++) sum += weight[row + i]! * input[i]!;
    output[o] = sum;
  }
}
