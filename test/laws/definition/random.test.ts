// Equal to the definition on random shapes, parameters and floats: quantize, dequantize, requantize, fakeQuantize.

import { dequantize, fakeQuantize, quantize, requantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { dtypeNames, packOf, unpackOf } from '../../support/definition/dtypes.js';
import { decode, encode, floatNames } from '../../support/definition/floats.js';
import { dequantizeOf, maskOf, quantizeOf } from '../../support/definition/tensors.js';
import {
  asFloats,
  asParameters,
  Dice,
  randomFloats,
  randomParameters,
  randomShape,
} from '../../support/random.js';
import { expectSameBytes } from '../../support/same-bytes.js';

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
    expectSameBytes(bytesOf(call.quantize(x, parameters, { shape, ...options })), packed);
    const target = guarded(dice, packed.length);
    call.quantize(x, parameters, { shape, ...options, out: target.out });
    expect(target.out.equals(packed) && target.untouched()).toBe(true);

    const random = Buffer.from(packed.map(() => dice.bits()));
    const odd = (count * { uint1: 1, int2: 2, uint2: 2, int4: 4, uint4: 4 }[dtype as 'int4']!) % 8;
    if (odd) random[random.length - 1]! &= 2 ** odd - 1;
    const anyCodes = unpackOf(dtype, random, count);
    const toType = dice.pick(floatNames);
    const floats = encode(toType, dequantizeOf(anyCodes, shape, p));
    const made = call.dequantize(random, parameters, { shape, floatType: toType });
    expectSameBytes(bytesOf(made), floats);
    const back = guarded(dice, floats.length);
    call.dequantize(random, parameters, { shape, floatType: toType, out: back.out });
    expect(back.out.equals(floats) && back.untouched()).toBe(true);

    const toDtype = dice.pick(dtypeNames);
    const to = randomParameters(dice, shape, toDtype);
    const again = packOf(toDtype, quantizeOf(dequantizeOf(anyCodes, shape, p), shape, to));
    const result = call.requantize(random, parameters, asParameters(dice, to), { shape });
    expectSameBytes(bytesOf(result), again);

    if (dtype === 'int32') return;
    const mask = guarded(dice, count);
    const fake = call.fakeQuantize(x, parameters, { shape, ...options, mask: mask.out });
    expectSameBytes(bytesOf(fake), encode(type, dequantizeOf(codes, shape, p)));
    expect(mask.out.equals(Buffer.from(maskOf(values, shape, p))) && mask.untouched()).toBe(true);
  });
});
