// The check that every way runs: exact codes from each function, an array written and read, and one line about the
// backend. It imports nothing, so it runs wherever the package does.

/** k / 16 at a scale of 1 / 8 is k / 2: exact, with a tie at every odd k, so the codes are known in whole numbers. */
const count = 10_007;
const numerators = Array.from({ length: count }, (_, i) => ((i * 7919) % 509) - 254);
const halfToEven = (k) => (k % 2 === 0 ? k / 2 : 2 * Math.round(k / 4));
const clamp = (code) => Math.min(127, Math.max(-128, code));

function same(what, got, wanted) {
  if (got.length !== wanted.length)
    throw new Error(`${what}: ${got.length} elements instead of ${wanted.length}`);
  for (let i = 0; i < wanted.length; i++) {
    if (got[i] !== wanted[i]) throw new Error(`${what}: ${got[i]} instead of ${wanted[i]} at ${i}`);
  }
}

function checkFunctions({ minMax, chooseParameters, quantize, dequantize, quantizeDynamic }) {
  const floats = Float32Array.from(numerators, (k) => k / 16);
  const codes = numerators.map((k) => clamp(halfToEven(k)));
  const back = codes.map((code) => code / 8);
  const eighth = /** @type {const} */ ({ dtype: 'int8', scale: 1 / 8, zeroPoint: 0 });
  const { min, max } = minMax(floats);
  same('minMax', [min, max], [-254 / 16, 254 / 16]);
  same('quantize', quantize(floats, eighth), codes);
  same('dequantize', dequantize(Int8Array.from(codes), eighth), back);
  const dynamic = quantizeDynamic(floats, { rule: 'absmax' });
  same('quantizeDynamic', dynamic.data, codes);
  same('quantizeDynamic parameters', [dynamic.parameters.scale, dynamic.parameters.zeroPoint], [1 / 8, 0]);
  // The lines of the README.
  const embedding = Float32Array.of(0.12, -0.5, 0.33, 0.07);
  const parameters = chooseParameters(minMax(embedding), { dtype: 'int8', scheme: 'symmetric' });
  same('README', quantize(embedding, parameters), [31, -127, 84, 18]);
}

async function checkFormats({ parseNpy, readNpy, writeNpy }, file) {
  const values = Float32Array.of(0.5, -2, 3.25, 4, -5, 6);
  const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  const header = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${text.padEnd(117)}\n`, 'latin1');
  const parsed = parseNpy(Buffer.concat([header, Buffer.from(values.buffer)]));
  same('parseNpy', parsed.toFloat32Array(), values);
  same('parseNpy shape', parsed.shape, [2, 3]);
  // Twice: a file that is there is replaced in another way than a new one is made.
  for (let i = 0; i < 2; i++) await writeNpy(file, { dtype: 'float32', shape: [3, 2], data: values });
  const read = await readNpy(file);
  same('readNpy', read.toFloat32Array(), values);
  same('readNpy shape', read.shape, [3, 2]);
}

/** Every other function, on each kind of memory: runtimes tell views apart in ways of their own. */
function checkMemory(linquant) {
  const { convert, fakeQuantize, packBits, quantize, quantizeDynamic, quantizeGgml, requantize, unpackBits } =
    linquant;
  const whole = /** @type {const} */ ({ dtype: 'int8', scale: 0.5, zeroPoint: 0 });
  const values = [1, -2, 0.5, 3];
  const shared = new SharedArrayBuffer(20);
  const holders = [
    Float32Array.of(...values),
    Buffer.from(Float32Array.of(...values).buffer),
    new DataView(Float32Array.of(9, ...values).buffer, 4),
    Float32Array.of(...values).buffer,
    new Float32Array(shared, 4),
  ];
  new Float32Array(shared, 4).set(values);
  for (const x of holders) {
    same('quantize', quantize(x, whole), [2, -4, 1, 6]);
    same('fakeQuantize', fakeQuantize(x, whole), values);
    same('packBits', packBits(x), [0b10110000]);
    same('convert', convert(x, { to: 'float16' }), [0x3c00, 0xc000, 0x3800, 0x4200]);
    const rows = quantizeDynamic(x, { rule: 'absmax', shape: [2, 2], axis: 0 });
    same('quantizeDynamic rows', rows.data, [64, -127, 21, 127]);
  }
  same(
    'requantize',
    requantize(new DataView(Int8Array.of(2, 4).buffer), whole, { ...whole, scale: 1 }),
    [1, 2],
  );
  same('unpackBits', unpackBits(Buffer.of(0b10100000), { length: 3 }), [1, 0, 1]);
  if (quantizeGgml(new Float32Array(32), 'q8_0').length !== 34) throw new Error('quantizeGgml');
  const codes = quantize(holders[0], whole, { out: new Int8Array(new SharedArrayBuffer(4)) });
  same('into shared memory', codes, [2, -4, 1, 6]);
  try {
    quantize(/** @type {never} */ (1), whole);
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === 'ERR_LINQUANT_INVALID_TYPE') return;
  }
  throw new Error('a number passed for floats');
}

const { versions } = process;
const runtime = () =>
  versions.bun ? `bun ${versions.bun}` : versions.deno ? `deno ${versions.deno}` : `node ${process.version}`;

/** Throws where anything is wrong; else prints the line. */
module.exports = async function check(linquant, formats) {
  checkFunctions(linquant);
  checkMemory(linquant);
  await checkFormats(formats, process.env.CHECK_FILE);
  const { name, instructionSet, path, reason, attempts } = linquant.backend;
  const line = { linquant: name, instructionSet, path, reason, attempts, runtime: runtime() };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
