import type { AnyParameters, Rounding } from 'linquant';
import { floatFromBits, randomBits } from './data.js';
import { type AnyDtype, limits } from './definition/dtypes.js';
import { encode, type FloatName } from './definition/floats.js';
import { parameterCount } from './definition/layout.js';
import type { Full } from './definition/tensors.js';

/** A deterministic source of choices. */
export class Dice {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = randomBits(seed);
    for (let i = 0; i < 20; i++) this.next();
  }

  bits(): number {
    return this.next();
  }

  /** 0..below-1. */
  under(below: number): number {
    return this.next() % below;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.under(values.length)]!;
  }

  /** -1..1. */
  real(): number {
    return this.next() / 2 ** 31 - 1;
  }
}

/** A shape of 1 to 4 sizes of 1..70, and not too many elements. */
export function randomShape(dice: Dice): number[] {
  const shape: number[] = [];
  let count = 1;
  for (let rank = 1 + dice.under(4); rank > 0; rank--) {
    const size = 1 + dice.under(Math.min(70, Math.max(1, Math.floor(6000 / count))));
    shape.push(size);
    count *= size;
  }
  return shape;
}

/** No axis, one, or blocks along one, of sizes that divide it or not. */
export function randomPlace(dice: Dice, shape: readonly number[]): { axis?: number; blockSize?: number } {
  const kind = dice.under(4);
  if (kind === 0) return {};
  const axis = dice.under(2 * shape.length) - shape.length;
  if (kind < 3) return { axis };
  return { axis, blockSize: 1 + dice.under(shape.at(axis)! + 3) };
}

/** Parameters for data of this shape, with scales of all sizes. */
export function randomParameters(dice: Dice, shape: readonly number[], dtype: AnyDtype): Full {
  const place = randomPlace(dice, shape);
  const count = parameterCount(shape, place);
  const { qmin: low, qmax: high } = limits[dtype];
  const isBias = dtype === 'int32';
  const isCustom = dice.under(4) === 0 && !isBias;
  const qmin = isCustom ? low + dice.under(Math.ceil((high - low) / 2)) : low;
  const qmax = isCustom ? qmin + 1 + dice.under(high - qmin) : high;
  const kind = dice.under(6);
  const scaleOf = () => {
    if (kind === 0) return floatFromBits((dice.bits() % 0x7f7fffff) + 1);
    if (kind === 1) return 2 ** (dice.under(12) - 6);
    return 10 ** (dice.real() * 3);
  };
  const some = <T>(make: () => T) => Array.from({ length: count }, make);
  const hasOffset = dice.under(3) === 0;
  return {
    dtype,
    scale: some(scaleOf),
    zeroPoint: some(() => (isBias ? 0 : qmin + dice.under(qmax - qmin + 1))),
    offset: some(() => (hasOffset ? dice.real() * 10 : 0)),
    rounding: dice.under(3) === 0 ? dice.pick(['half-away', 'toward-zero', 'down'] as const) : 'half-even',
    qmin,
    qmax,
    ...place,
  };
}

/** The same as the package takes it, in one of its forms. */
export function asParameters(dice: Dice, p: Full): AnyParameters {
  const { dtype, axis, blockSize } = p;
  const hasOffset = p.offset.some((offset) => offset !== 0);
  const all = dice.under(2) === 0;
  const common = {
    dtype,
    ...(all || p.qmin !== limits[dtype].qmin ? { qmin: p.qmin } : {}),
    ...(all || p.qmax !== limits[dtype].qmax ? { qmax: p.qmax } : {}),
    ...(all || p.rounding !== 'half-even' ? { rounding: p.rounding as Rounding } : {}),
  };
  if (axis === undefined) {
    const offset = all || hasOffset ? { offset: p.offset[0]! } : {};
    return { ...common, scale: p.scale[0]!, zeroPoint: p.zeroPoint[0]!, ...offset };
  }
  const isTyped = dice.under(2) === 0;
  const floats = (values: readonly number[]) => (isTyped ? Float32Array.from(values) : values);
  return {
    ...common,
    axis,
    ...(blockSize === undefined ? {} : { blockSize }),
    scale: floats(p.scale),
    zeroPoint: isTyped ? Int32Array.from(p.zeroPoint) : p.zeroPoint,
    ...(all || hasOffset ? { offset: floats(p.offset) } : {}),
  };
}

const specials = [0, -0, NaN, Infinity, -Infinity, 1e-45, -1e-40, 3.4e38, -3.4e38, 65504, 1e300, -1e-300];

/** Numbers of all sizes, ties of the scales among them. */
export function randomFloats(dice: Dice, count: number, scale: number): number[] {
  return Array.from({ length: count }, () => {
    const kind = dice.under(16);
    if (kind === 0) return dice.pick(specials);
    if (kind === 1) return floatFromBits(dice.bits());
    if (kind < 6) return Math.fround((dice.under(600) - 300 + 0.5) * Math.fround(scale));
    if (kind < 8) return dice.real() * 80000 * scale;
    return dice.real() * 200 * scale;
  });
}

/** Floats of a type as the package takes them: a typed array, bits, or bytes at any address. */
export function asFloats(dice: Dice, name: FloatName, values: readonly number[]) {
  const bytes = encode(name, values);
  const options = { floatType: name };
  if (dice.under(2) === 0) {
    const at = dice.under(8);
    const all = Buffer.alloc(bytes.length + 8 + at);
    bytes.copy(all, at);
    return { x: all.subarray(at, at + bytes.length), options, bytes };
  }
  const { buffer } = new Uint8Array(bytes);
  if (name === 'float32') return { x: new Float32Array(buffer), options: {}, bytes };
  if (name === 'float64') return { x: new Float64Array(buffer), options: {}, bytes };
  return { x: new Uint16Array(buffer), options, bytes };
}
