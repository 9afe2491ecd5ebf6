// linquant itself, one copy of the package for each instruction set, and one for the fallback.
import { load } from '../../test/support/load.mjs';
import { linquantFamily, linquantPerTensor } from './linquant-family.mjs';

export const chosen = load({});

/** The copies: what was chosen first, then the other instruction sets, then the fallback. */
export function copies() {
  const native = chosen.backend.available.map((instructionSet) => ({
    name: instructionSet,
    linquant: load({ LINQUANT_BACKEND: 'native', LINQUANT_ISA: instructionSet }),
  }));
  return [...native, { name: 'fallback', linquant: load({ LINQUANT_BACKEND: 'javascript' }) }];
}

export function linquantPeer({ name, linquant }) {
  return {
    name: name === 'fallback' ? 'linquant, fallback' : `linquant, ${name}`,
    exact: true,
    linquant: true,
    ...linquantFamily(linquant),
    quantize: ({ x, codes, parameters }) => ({
      run: () => linquant.quantize(x, parameters, { out: codes }),
    }),
    dequantize: ({ codes, out, parameters }) => ({
      run: () => linquant.dequantize(codes, parameters, { out }),
    }),
    minMax({ x }) {
      let range;
      return {
        run() {
          range = linquant.minMax(x);
        },
        output: () => [Float32Array.of(range.min, range.max)],
      };
    },
    dynamic({ x, unsignedCodes }) {
      const options = { rule: 'onnx', dtype: 'uint8', out: unsignedCodes };
      let found;
      return {
        run() {
          found = linquant.quantizeDynamic(x, options).parameters;
        },
        output: () => [unsignedCodes, Float32Array.of(found.scale, found.zeroPoint)],
      };
    },
    rows({ x, codes, scales, zeroPoints, rows, columns }) {
      const out = { data: codes, scale: scales, zeroPoint: zeroPoints };
      const options = { dtype: 'int8', scheme: 'symmetric', shape: [rows, columns], axis: 0, out };
      return { run: () => linquant.quantizeDynamic(x, options) };
    },
  };
}

/** What the family's operations are measured by. */
export const perTensorPeer = { name: 'linquant, per tensor int8', apart: true, ...linquantPerTensor(chosen) };

/** Rows with the calls for one tensor: three calls a row. */
export const rowByRowPeer = {
  name: 'linquant, calls for each row',
  exact: true,
  rows({ x, codes, scales, columns }) {
    const { minMax, chooseParameters, quantize } = chosen;
    const choice = { dtype: 'int8', scheme: 'symmetric' };
    return {
      run() {
        for (let row = 0, start = 0; row < scales.length; row++, start += columns) {
          const part = x.subarray(start, start + columns);
          const parameters = chooseParameters(minMax(part), choice);
          quantize(part, parameters, { out: codes.subarray(start, start + columns) });
          scales[row] = parameters.scale;
        }
      },
    };
  },
};
