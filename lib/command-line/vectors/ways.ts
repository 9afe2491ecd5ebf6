import {
  binarizeEmbeddings,
  type EmbeddingDtype,
  type Metric,
  type QuantizedEmbeddings,
  quantileRange,
  quantizeEmbeddings,
  rotateEmbeddings,
} from '../../embeddings/index.js';
import { convert, measureQuantization, quantize } from '../../index.js';
import type { SearchCorpus, SearchMetric } from '../../search/index.js';
import type { Kept } from './stores.js';

/** Vectors as they are kept, ready to be searched. */
export interface Made {
  readonly corpus: SearchCorpus;
  readonly queries: SearchCorpus;
  /** What is compared: bare codes, as by a store without scales, or what they stand for. */
  readonly search: 'codes' | 'values';
  readonly metric: SearchMetric;
  readonly floatType?: 'float16';
  /** The share of values beyond the range of codes. */
  readonly clipped: number;
  /** Vectors without a code but 0, which have no cosine. */
  readonly zeroRows: number;
}

/** A way to keep vectors. */
export interface Way {
  /** What is kept: a dtype, or 'bits'. */
  readonly kept: string;
  /** By which rule, in a few words. */
  readonly rule: string;
  /** Bits of a number. */
  readonly bits: number;
  /** Whether fewer rows tell enough: of few bits, whose scales take time, and of float16, which finds all. */
  readonly isOnFewer: boolean;
  /** What stores know it as. */
  readonly stores: Kept | undefined;
  /** The options of `linquant quantize` that make such a file. */
  readonly options: string | undefined;
  make(x: Float32Array, queries: Float32Array, dimensions: number): Made;
}

/** The ways that suit vectors of so many dimensions. */
export function waysFor(dimensions: number, metric: Metric): Way[] {
  const all = [
    float16(metric),
    byRow(metric, 'codes'),
    // With its scales a row is as good for every metric; without, as most stores have it, for cosine alone.
    ...(metric === 'cosine' ? [] : [byRow(metric, 'values')]),
    byMatrix(metric),
    byRange(metric),
    byQuantile(metric),
    byRanges(metric),
    few('int4', 'absmax', false, metric),
    ...(['int4', 'int2', 'uint1'] as const).flatMap((dtype) =>
      [false, true].map((isRotated) => few(dtype, 'least-squares', isRotated, metric)),
    ),
    bits(),
  ];
  return all.filter((way) => way.kept === 'bits' || (dimensions * way.bits) % 8 === 0);
}

type Codes = QuantizedEmbeddings<EmbeddingDtype>;

/** The share of the range that 'range' takes below: what lies beyond it is clipped. */
const quantile = 0.999;

function float16(metric: Metric): Way {
  const floatType = 'float16';
  const halves = (x: Float32Array) => convert(x, { to: floatType });
  return {
    ...{ kept: 'float16', rule: '', bits: 16, isOnFewer: true, stores: 'float16', options: undefined },
    make: (x, queries) => ({
      ...{ corpus: halves(x), queries: halves(queries), search: 'values', metric, floatType },
      ...{ clipped: 0, zeroRows: 0 },
    }),
  };
}

function byRow(metric: Metric, search: Made['search']): Way {
  const isBare = search === 'codes';
  return {
    ...{ kept: 'int8', rule: isBare ? 'row' : 'row, with scales', bits: 8, isOnFewer: false },
    // Lengths of vectors are lost with their scales.
    stores: isBare && metric === 'cosine' ? 'int8 row' : undefined,
    options: '--rule row',
    make(x, queries, dimensions) {
      const rule = { dimensions, rule: 'row' } as const;
      const corpus = quantizeEmbeddings(x, rule);
      const asked = isBare ? quantizeEmbeddings(queries, rule) : queries;
      return { corpus, queries: asked, search, metric, clipped: 0, zeroRows: corpus.zeroRows };
    },
  };
}

/** Codes with one scale for all, or one for each dimension: queries get the parameters of the corpus. */
function shared(
  way: Pick<Way, 'rule' | 'stores' | 'options'>,
  metric: Metric,
  quantizeAll: (x: Float32Array, dimensions: number) => Codes,
): Way {
  return {
    ...{ ...way, kept: 'int8', bits: 8, isOnFewer: false },
    make(x, queries, dimensions) {
      const corpus = quantizeAll(x, dimensions);
      const { parameters, clipped = 0, zeroRows } = corpus;
      const data = quantize(queries, parameters, { shape: [queries.length / dimensions, dimensions] });
      return { corpus, queries: { data, parameters }, search: 'codes', metric, clipped, zeroRows };
    },
  };
}

function byMatrix(metric: Metric): Way {
  const way = { rule: 'matrix', stores: 'int8 range', options: '--rule matrix' } as const;
  return shared(way, metric, (x, dimensions) => quantizeEmbeddings(x, { dimensions, rule: 'matrix' }));
}

function byRange(metric: Metric): Way {
  const way = { rule: 'range -1..1', stores: 'int8 range', options: '--rule range' } as const;
  return shared(way, metric, (x, dimensions) =>
    quantizeEmbeddings(x, { dimensions, rule: 'range', countClipped: true }),
  );
}

function byQuantile(metric: Metric): Way {
  const way = {
    rule: `range, quantile ${100 * quantile} %`,
    stores: 'int8 range',
    options: undefined,
  } as const;
  return shared(way, metric, (x, dimensions) => {
    const range = quantileRange(x, { dimensions, quantile });
    return quantizeEmbeddings(x, { dimensions, rule: 'range', range, countClipped: true });
  });
}

function byRanges(metric: Metric): Way {
  const way = { rule: 'ranges', stores: undefined, options: '--rule ranges' } as const;
  return shared(way, metric, (x, dimensions) =>
    quantizeEmbeddings(x, { dimensions, rule: 'ranges', countClipped: true }),
  );
}

/** The seed of rotations here: any other finds as much. */
const seed = 1;

/** Rotated vectors, which several ways want. */
const rotated = new WeakMap<Float32Array, Float32Array>();

function rotate(x: Float32Array, dimensions: number): Float32Array {
  const known = rotated.get(x) ?? rotateEmbeddings(x, { dimensions, seed });
  rotated.set(x, known);
  return known;
}

function few(
  dtype: 'int4' | 'int2' | 'uint1',
  fit: 'absmax' | 'least-squares',
  isRotated: boolean,
  metric: Metric,
): Way {
  const bitsOf = { int4: 4, int2: 2, uint1: 1 } as const;
  return {
    ...{
      kept: dtype,
      rule: `row, ${fit}${isRotated ? ', rotated' : ''}`,
      bits: bitsOf[dtype],
      isOnFewer: true,
    },
    stores: undefined,
    // A file of rotated vectors is made by the library.
    options: isRotated ? undefined : `--rule row --dtype ${dtype} --fit ${fit}`,
    make(x, queries, dimensions) {
      const turned = (some: Float32Array) => (isRotated ? rotate(some, dimensions) : some);
      const own = turned(x);
      const corpus = quantizeEmbeddings(own, { dimensions, rule: 'row', dtype, fit });
      const { data, parameters, shape, zeroRows } = corpus;
      const { clipped } = measureQuantization(own, data, parameters, { shape });
      return { corpus, queries: turned(queries), search: 'values', metric, clipped, zeroRows };
    },
  };
}

function bits(): Way {
  return {
    ...{
      kept: 'bits',
      rule: 'ubinary, Hamming',
      bits: 1,
      isOnFewer: false,
      stores: 'bits',
      options: undefined,
    },
    make(x, queries, dimensions) {
      const [corpus, asked] = [x, queries].map((some) => binarizeEmbeddings(some, { dimensions }));
      return {
        ...{ corpus: corpus!, queries: asked!, search: 'codes', metric: 'hamming' },
        ...{ clipped: 0, zeroRows: 0 },
      };
    },
  };
}
