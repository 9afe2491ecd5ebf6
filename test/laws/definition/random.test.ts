import { dequantize, fakeQuantize, quantize, requantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import {
  asFloats,
  asParameters,
  Dice,
  dataDtypes,
  dtypeNames,
  floatNames,
  randomFloats,
  randomParameters,
  randomPlace,
  randomShape,
} from '../../support/family.js';
import {
  dequantizeOf,
  type Full,
  maskOf,
  packOf,
  quantizeOf,
  rangesOf,
  unpackOf,
} from '../../support/family-reference.js';
import { decode, encode } from '../../support/float-reference.js';
import { type ChoiceOfReference, chooseOf } from '../../support/reference.js';
import { untyped } from '../../support/untyped.js';

/** The functions as they are called with what is known at run time only. */
type Loose = (...args: unknown[]) => ArrayBufferView;
const call = {
  quantize: quantize as unknown as Loose,
  dequantize: dequantize as unknown as Loose,
  fakeQuantize: fakeQuantize as unknown as Loose,
  requantize: requantize as unknown as Loose,
};

/** A view that lies at any address, with bytes around it that must stay as they are. */
function guarded(dice: Dice, length: number) {
  const at = dice.under(9);
  const all = Buffer.alloc(at + length + 9, 0xa5);
  const untouched = () =>
    [...all.subarray(0, at), ...all.subarray(at + length)].every((byte) => byte === 0xa5);
  return { out: all.subarray(at, at + length), untouched };
}

const seeds = Array.from({ length: 24 }, (_, i) => i + 1);

describe.each(dtypeNames)('%s', (dtype) => {
  it.each(seeds)('is its definition, on random shapes, parameters and floats (%i)', (seed) => {
    const dice = new Dice(seed * 977 + dtypeNames.indexOf(dtype) * 31);
    const shape = randomShape(dice);
    const count = shape.reduce((product, size) => product * size);
    const p = randomParameters(dice, shape, dtype);
    const parameters = asParameters(dice, p);
    const type = dice.pick(floatNames);
    const { x, options, bytes } = asFloats(dice, type, randomFloats(dice, count, p.scale[0]!));
    const values = decode(type, bytes);

    const codes = quantizeOf(values, shape, p);
    const packed = packOf(dtype, codes);
    expect(bytesOf(call.quantize(x, parameters, { shape, ...options })).equals(packed)).toBe(true);
    const target = guarded(dice, packed.length);
    call.quantize(x, parameters, { shape, ...options, out: target.out });
    expect(target.out.equals(packed) && target.untouched()).toBe(true);

    const random = Buffer.from(packed.map(() => dice.bits()));
    const odd = (count * { int2: 2, uint2: 2, int4: 4, uint4: 4 }[dtype as 'int4']!) % 8;
    if (odd) random[random.length - 1]! &= 2 ** odd - 1;
    const anyCodes = unpackOf(dtype, random, count);
    const toType = dice.pick(floatNames);
    const floats = encode(toType, dequantizeOf(anyCodes, shape, p));
    const made = call.dequantize(random, parameters, { shape, floatType: toType });
    expect(bytesOf(made).equals(floats)).toBe(true);
    const back = guarded(dice, floats.length);
    call.dequantize(random, parameters, { shape, floatType: toType, out: back.out });
    expect(back.out.equals(floats) && back.untouched()).toBe(true);

    const toDtype = dice.pick(dtypeNames);
    const to = randomParameters(dice, shape, toDtype);
    const again = packOf(toDtype, quantizeOf(dequantizeOf(anyCodes, shape, p), shape, to));
    const result = call.requantize(random, parameters, asParameters(dice, to), { shape });
    expect(bytesOf(result).equals(again)).toBe(true);

    if (dtype === 'int32') return;
    const mask = guarded(dice, count);
    const fake = call.fakeQuantize(x, parameters, { shape, ...options, mask: mask.out });
    expect(bytesOf(fake).equals(encode(type, dequantizeOf(codes, shape, p)))).toBe(true);
    expect(mask.out.equals(Buffer.from(maskOf(values, shape, p))) && mask.untouched()).toBe(true);
  });
});

describe('ranges and parameters along an axis', () => {
  it.each(seeds)('are their definition (%i)', (seed) => {
    const dice = new Dice(seed * 7919);
    const shape = randomShape(dice);
    const count = shape.reduce((product, size) => product * size);
    const { axis = -1, blockSize } = randomPlace(dice, shape);
    const place = blockSize === undefined ? { axis } : { axis, blockSize };
    const type = dice.pick(floatNames);
    const tame = Array.from({ length: count }, () => dice.real() * (dice.under(3) === 0 ? 900 : 1));
    const { x, options, bytes } = asFloats(dice, type, tame);
    const values = decode(type, bytes);
    const { min, max } = rangesOf(values, shape, place);
    const front = axis < 0 ? axis + shape.length : axis;
    const told = blockSize === undefined ? { axis: front } : { axis: front, blockSize };
    const range = untyped.minMax!(x, { shape, ...place, ...options });
    expect(range).toEqual({ min: Float32Array.from(min), max: Float32Array.from(max), ...told });

    const dtype = dice.pick(dataDtypes);
    const choice = {
      dtype,
      scheme: dice.pick(['asymmetric', 'symmetric'] as const),
      narrowRange: dtype !== 'int2' && dice.under(2) === 0,
    };
    const chosen = min.map((low, i) => chooseOf(low, max[i]!, choice as ChoiceOfReference));
    const { qmin, qmax } = chosen[0]!;
    const parameters = untyped.chooseParameters!(range, choice) as Record<string, unknown>;
    expect(parameters).toMatchObject({
      dtype,
      ...told,
      scale: Float32Array.from(chosen, ({ scale }) => scale),
      zeroPoint: Int32Array.from(chosen, ({ zeroPoint }) => zeroPoint),
    });
    const plain = { ...(range as object), min, max };
    expect(untyped.chooseParameters!(plain, choice)).toEqual(parameters);

    const full: Full = {
      dtype,
      scale: chosen.map(({ scale }) => scale),
      zeroPoint: chosen.map(({ zeroPoint }) => zeroPoint),
      offset: chosen.map(() => 0),
      rounding: 'half-even',
      qmin,
      qmax,
      ...place,
    };
    const result = untyped.quantizeDynamic!(x, { ...choice, shape, ...place, ...options }) as {
      data: ArrayBufferView;
      parameters: object;
    };
    expect(result.parameters).toEqual(parameters);
    expect(bytesOf(result.data).equals(packOf(dtype, quantizeOf(values, shape, full)))).toBe(true);
  });
});
