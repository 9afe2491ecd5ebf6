// What the programs here need of linquant. In a program of yours: `import { ... } from 'linquant/formats'`, and so on.
import { createRequire } from 'node:module';

const ofRoot = createRequire(new URL('../package.json', import.meta.url));

/** @type {typeof import('linquant')} */
export const { convert, isFloatType, minMax } = ofRoot('linquant');
/** @type {typeof import('linquant/embeddings')} */
export const { quantizeEmbeddings, quantizeFile, RangeCalibration } = ofRoot('linquant/embeddings');
/** @type {typeof import('linquant/formats')} */
export const { createNpy, createSafetensors, openNpy, openSafetensors, readNpy, readSafetensors, writeNpy } =
  ofRoot('linquant/formats');
/** @type {typeof import('linquant/promises')} */
export const promises = ofRoot('linquant/promises');
