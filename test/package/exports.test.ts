import { createRequire } from 'node:module';
import path from 'node:path';
import * as linquant from 'linquant';
import * as calibration from 'linquant/calibration';
import * as embeddings from 'linquant/embeddings';
import * as formats from 'linquant/formats';
import * as search from 'linquant/search';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from '../support/data.js';
import { compile, exportsOf } from '../support/declarations.js';

const expected = {
  linquant: {
    values: [
      'backend',
      'chooseParameters',
      'convert',
      'dequantize',
      'dequantizeGgml',
      'errorFromJSON',
      'errorToJSON',
      'fakeQuantize',
      'floatsFromArrays',
      'isDtype',
      'isFloat8Type',
      'isFloatType',
      'linearDequantize',
      'linearQuantize',
      'measureQuantization',
      'minMax',
      'packBits',
      'parametersToJSON',
      'quantize',
      'quantizeDynamic',
      'quantizeGgml',
      'rangeToJSON',
      'requantize',
      'unpackBits',
    ],
    types: [
      'AbsmaxRuleOptions',
      'AnyParameters',
      'AxisOptions',
      'AxisOutput',
      'AxisParameters',
      'AxisQuantizationMeasures',
      'AxisRange',
      'AxisRangeInput',
      'BackendInfo',
      'BitOptions',
      'BitOrder',
      'ChooseOptions',
      'ChosenAxisParameters',
      'CodeArrays',
      'CodeInput',
      'CodeOutput',
      'ConvertArrays',
      'ConvertOutputs',
      'ConvertType',
      'DataDtype',
      'Dtype',
      'ErrorJSON',
      'Float16ArrayLike',
      'Float8Input',
      'Float8Type',
      'FloatArrays',
      'FloatInput',
      'FloatOptions',
      'FloatOutput',
      'FloatOutputs',
      'FloatTensor',
      'FloatType',
      'GgmlInput',
      'GgmlType',
      'HalfOptions',
      'HalfType',
      'InstructionSet',
      'LengthOptions',
      'LinquantError',
      'LinquantErrorCode',
      'LinquantErrors',
      'LoadAttempt',
      'MeasureAxisOptions',
      'MeasureTensorOptions',
      'NestedNumbers',
      'ObserverOptions',
      'OnnxRuleOptions',
      'PackBitsOptions',
      'PlainAxisParameters',
      'PlainAxisRange',
      'QuantizationMeasures',
      'QuantizationParameters',
      'QuantizedAxisData',
      'QuantizedData',
      'Range',
      'Rounding',
      'RuleOptions',
      'ShapeOptions',
      'TensorOptions',
      'UnpackBitsOptions',
    ],
  },
  'linquant/formats': {
    values: ['parseNpy', 'parseSafetensors', 'readNpy', 'readSafetensors', 'writeNpy', 'writeSafetensors'],
    types: [
      'NpyOptions',
      'Safetensors',
      'SafetensorsInput',
      'SafetensorsOptions',
      'Tensor',
      'TensorArray',
      'TensorDtype',
      'TensorInput',
      'WriteOptions',
    ],
  },
  'linquant/calibration': {
    values: ['HistogramCalibration', 'MinMaxObserver', 'MovingAverageMinMaxObserver'],
    types: [
      'BatchOptions',
      'BinsJSON',
      'CalibrationOptions',
      'HistogramJSON',
      'HistogramRangeOptions',
      'MethodOptions',
      'MovingAverageJSON',
      'MovingAverageOptions',
      'ObserverJSON',
      'RangeAlong',
    ],
  },
  'linquant/search': {
    values: ['mergeResults', 'scoreEmbeddings', 'searchEmbeddings', 'topK'],
    types: [
      'MergeInput',
      'ScoreOptions',
      'SearchBits',
      'SearchCodes',
      'SearchCorpus',
      'SearchMetric',
      'SearchOptions',
      'SearchOutput',
      'SearchResult',
      'TopKOptions',
    ],
  },
  'linquant/embeddings': {
    values: [
      'RangeCalibration',
      'binarizeEmbeddings',
      'decodeBsonVector',
      'decodeLibsqlNumbers',
      'decodeLibsqlVector',
      'decodePgBit',
      'decodePgBitText',
      'decodePgHalfvec',
      'decodePgHalfvecText',
      'decodePgVector',
      'decodePgVectorText',
      'decodeSqliteVec',
      'decodeVectorBase64',
      'decodeVectorBlob',
      'decodeVectorsBase64',
      'embeddingsFromResponse',
      'encodeBsonVector',
      'encodeLibsqlVector',
      'encodePgBit',
      'encodePgBitText',
      'encodePgHalfvec',
      'encodePgHalfvecText',
      'encodePgVector',
      'encodePgVectorText',
      'encodeSqliteVec',
      'encodeVectorBase64',
      'encodeVectorBlob',
      'measureEmbeddings',
      'parametersForRanges',
      'quantileRange',
      'quantizeEmbeddings',
      'readRanges',
      'rotateEmbeddings',
      'writeRanges',
    ],
    types: [
      'Base64Options',
      'BinaryDialect',
      'BinaryEmbeddings',
      'BinaryOptions',
      'BitsOptions',
      'BlobVector',
      'BsonVector',
      'ByteOrder',
      'BytesInput',
      'CodeDialect',
      'DecodedBatch',
      'DecodedBits',
      'DecodedVector',
      'ElementType',
      'EmbeddingBatch',
      'EmbeddingCodes',
      'EmbeddingDtype',
      'EmbeddingMeasures',
      'EmbeddingWarning',
      'FittedParameters',
      'Float8Parameters',
      'LibsqlVector',
      'MatrixRule',
      'MeasureOptions',
      'Metric',
      'NewElements',
      'QuantileOptions',
      'QuantizedEmbeddings',
      'RangeCalibrationJSON',
      'RangeDialect',
      'RangeRule',
      'RangesDialect',
      'RangesDtype',
      'RangesInput',
      'RangesParameters',
      'RangesRule',
      'ResponseOptions',
      'RotateOptions',
      'RowDtype',
      'RowFit',
      'RowRule',
      'SqliteVecVector',
      'VectorArrays',
      'VectorInput',
      'VectorOptions',
    ],
  },
} as const;

const { program, file } = compile(
  "import 'linquant';\nimport 'linquant/formats';\nimport 'linquant/embeddings';\nimport 'linquant/calibration';\nimport 'linquant/search';",
);

describe.each([
  ['linquant', linquant],
  ['linquant/formats', formats],
  ['linquant/embeddings', embeddings],
  ['linquant/calibration', calibration],
  ['linquant/search', search],
] as const)('%s', (name, module) => {
  const { values, types } = expected[name];
  const symbols = exportsOf(program, file, name);
  const named = (those: readonly ts.Symbol[]) => those.map((symbol) => symbol.name).sort();
  const isValue = (symbol: ts.Symbol) => (symbol.flags & ts.SymbolFlags.Value) !== 0;

  it('exports these values, and no others', () => {
    const names = Object.keys(module).filter((key) => key !== 'default');
    expect(names.sort()).toEqual(values);
    expect(named(symbols.filter(isValue))).toEqual(values);
  });

  it('exports these types, and no others', () => {
    expect(named(symbols.filter((symbol) => !isValue(symbol)))).toEqual(types);
  });
});

it('is one instance for import and require', () => {
  const require = createRequire(path.join(root, 'package.json'));
  expect((require('linquant') as typeof linquant).quantize).toBe(linquant.quantize);
  expect((require('linquant/formats') as typeof formats).readNpy).toBe(formats.readNpy);
});
