// The family's operations, by a copy of linquant.

export function linquantFamily(linquant) {
  return {
    quantizeAxis: ({ x, codes, along, shape }) => ({
      run: () => linquant.quantize(x, along, { shape, out: codes }),
    }),
    dequantizeAxis: ({ codes, out, along, shape }) => ({
      run: () => linquant.dequantize(codes, along, { shape, out }),
    }),
    dynamicBlocks({ x, codes, scales, zeroPoints, shape }) {
      const out = { data: codes, scale: scales, zeroPoint: zeroPoints };
      const options = { rule: 'absmax', shape, axis: 1, blockSize: 32, out };
      return { run: () => linquant.quantizeDynamic(x, options) };
    },
    quantizeGgml: ({ x, type, blocks }) => ({
      run: () => linquant.quantizeGgml(x, type, { out: blocks }),
    }),
    dequantizeGgml: ({ blocks, type, out }) => ({
      run: () => linquant.dequantizeGgml(blocks, type, { out }),
    }),
    quantizeTyped: ({ input, floatType, to, target }) => ({
      run: () => linquant.quantize(input, to, { floatType, out: target }),
    }),
    quantizeFinite: ({ x, codes, parameters }) => ({
      run: () => linquant.quantize(x, parameters, { out: codes, finite: true }),
    }),
    fakeQuantize: ({ x, out, parameters }) => ({
      run: () => linquant.fakeQuantize(x, parameters, { out }),
    }),
    measure: ({ x, codes, parameters, measures }) => ({
      run() {
        const { maxAbsoluteError, maxErrorIndex, clipped } = linquant.measureQuantization(
          x,
          codes,
          parameters,
        );
        measures.set([maxAbsoluteError, maxErrorIndex, clipped]);
      },
    }),
    packBits: ({ x, bits }) => ({
      run: () => linquant.packBits(x, { out: bits }),
    }),
    convert: ({ source, from, to, target }) => ({
      run: () => linquant.convert(source, { from, to, out: target }),
    }),
  };
}

/** The usual operation on as many elements, as a measure for the others: float32 and int8, one scale for all. */
export function linquantPerTensor(linquant) {
  const quantize = ({ x, codes, parameters }) => ({
    run: () => linquant.quantize(x, parameters, { out: codes }),
  });
  return {
    quantizeAxis: quantize,
    dequantizeAxis: ({ codes, out, parameters }) => ({
      run: () => linquant.dequantize(codes, parameters, { out }),
    }),
    quantizeTyped: quantize,
    quantizeFinite: quantize,
    fakeQuantize: quantize,
  };
}
