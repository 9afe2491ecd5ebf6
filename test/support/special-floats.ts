// Floats and scales at the borders of what kernels treat alike.
import { floatFromBits, neighbour } from './data.js';

export const float32Max = floatFromBits(0x7f7fffff);
export const float32Min = 2 ** -126;
export const subnormal = 2 ** -149;
/** Both sides of every border that the kernels know, and scales that are no float32. */
export const borderScales = [
  0.1,
  1,
  3.7e-5,
  neighbour(1, 1),
  neighbour(2, -1),
  float32Min,
  neighbour(float32Min, -1),
  subnormal,
  3 * subnormal,
  2 ** 100,
  neighbour(2 ** 100, 1),
  2 ** 120,
  float32Max,
  2 ** -100,
];

/** Every sort of NaN, infinity, zero and subnormal, and the ends of float32. */
export const specialFloats = [
  NaN,
  floatFromBits(0xffc00001),
  floatFromBits(0x7f800001),
  Infinity,
  -Infinity,
  0,
  -0,
  1e30,
  -1e30,
  float32Max,
  -float32Max,
  float32Min,
  -float32Min,
  subnormal,
  -subnormal,
  floatFromBits(0x007fffff),
];

/** The same of a few: one of each sort. */
export const someSpecialFloats = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  float32Max,
  -float32Max,
  subnormal,
  -subnormal,
  float32Min,
];
