import { classify, countEqual, type Weights } from './classifier.mjs';
import type { DemoData, NamedTensor } from './data.mjs';
import { largestError, signalToNoise } from './measures.mjs';
import { showProgress } from './progress.mjs';
import { type QuantizedTensor, quantizeTensor, schemes } from './quantized.mjs';
import { digits, number, percent, printHeading, printTable, text } from './tables.mjs';

/** Quantizes the classifier, prints what each tensor lost, and what the classifier as a whole did. */
export function demonstrateClassifier({ classifier, images, labels }: DemoData): void {
  printHeading('Weights of a digit classifier, float32 to int8 per tensor');
  const quantized = classifier.flatMap((tensor) => schemes.map((scheme) => quantizeTensor(tensor, scheme)));
  printTensors(quantized);
  console.log('All tensors are quantized, the biases too, each with one scale and one zero point.');

  printHeading(`What the classifier makes of ${labels.length} test images`);
  const exact = classify(images, weightsOf(classifier), showProgress('classifying, float32'));
  const right = countEqual(exact, labels);
  console.log(`float32 accuracy: ${percent(right, labels.length)} (${right} of ${labels.length} right)`);
  for (const scheme of schemes) {
    const restored = quantized.filter((tensor) => tensor.scheme === scheme);
    const weights: Weights = new Map(restored.map((tensor) => [tensor.name, tensor.restored]));
    const answers = classify(images, weights, showProgress(`classifying, int8 ${scheme}`));
    const stillRight = countEqual(answers, labels);
    const changed = answers.length - countEqual(answers, exact);
    console.log(
      `int8 ${scheme} accuracy: ${percent(stillRight, labels.length)} ` +
        `(${stillRight} of ${labels.length} right), answers changed: ${changed}`,
    );
  }
}

function printTensors(tensors: readonly QuantizedTensor[]): void {
  const columns = [
    text('tensor'),
    text('shape'),
    text('scheme'),
    number('min..max'),
    number('scale'),
    number('zero point'),
    number('bytes'),
    number('SQNR dB'),
    number('max error'),
  ];
  const rows = tensors.map(({ name, shape, scheme, range, parameters, floats, codes, restored }) => [
    name,
    shape.join('x'),
    scheme,
    `${digits(range.min)}..${digits(range.max)}`,
    digits(parameters.scale),
    `${parameters.zeroPoint}`,
    `${floats.byteLength} → ${codes.byteLength}`,
    digits(signalToNoise(floats, restored)),
    digits(largestError(floats, restored)),
  ]);
  printTable(columns, rows);
}

function weightsOf(tensors: readonly NamedTensor[]): Weights {
  return new Map(tensors.map(({ name, floats }) => [name, floats]));
}
