#!/usr/bin/env bash
# Three stores make codes by cutting off the fraction instead of rounding:
# - sqlite-vec 0.1.9 (npm; in the SQLite of libsql 0.5.29): vec_quantize_int8(x, 'unit') makes 126 of 1, and 0 of all numbers
#   from -0.0039 to 0.0117.
# - libsql 0.5.29 (npm): vectorb16(), which makes the type FLOATB16, turns 0.1 into 0.0996094, though 0.100098 is nearer, and 1.0077
#   into 1. vector16() of the same library rounds to nearest.
# - usearch 2.26.2 (npm): an Index of 'i8' stores (2, 3, 6) / 7, which is 36.29 54.43 108.86 of 127, as 36 54 108.
#
# Expected: the nearest code, as the formulas of ONNX QuantizeLinear and of PyTorch's documentation have it, and the nearest bfloat16
# with ties to even, as the processors' own instructions convert (AVX512-BF16's VCVTNEPS2BF16). The references of the three
# name no such bias: usearch's README says that vectors are normalized and scaled to [-127, 127], sqlite-vec's and Turso's
# documentation gives no formula. Cutting off doubles the largest error, and all codes shrink or shift to one side.
#
# Instead: quantize outside. sqlite-vec takes codes by vec_int8(?), libSQL rounded floats by vectorb16 (they are kept exactly),
# usearch rounded codes by exactSearch. Never mix codes of both kinds in one column.
#
# usearch's codes are read by distances: from 127 times a unit vector and from its opposite, the squares differ by 508 times the code.
. "$(dirname "$0")/_lib.sh"
packages sqlite-vec@0.1.9 libsql@0.5.29 usearch@2.26.2
run << 'JS'
import Database from 'libsql';
import { getLoadablePath } from 'sqlite-vec';
import { Index, MetricKind, ScalarKind } from 'usearch';

const database = new Database(':memory:');
database.loadExtension(getLoadablePath());
const x = Float32Array.of(-1, -0.5, -0.0039, 0, 0.0117, 0.5, 1);
const statement = database.prepare("select vec_to_json(vec_quantize_int8(?, 'unit')) as codes");
console.log('sqlite-vec:', JSON.parse(statement.get([Buffer.from(x.buffer)]).codes).join(' '));
console.log('exact:', [...x].map((v) => (((v + 1) * 255) / 2 - 128).toFixed(2)).join(' '));

const read = (type, text) => database.prepare(`select vector_extract(${type}(?)) as v`).get([text]).v;
for (const type of ['vectorb16', 'vector16']) console.log(type, read(type, '[0.1, -0.1, 0.7, 1.0077]'));

const exact = [2 / 7, 3 / 7, 6 / 7];
const settings = { connectivity: 16, expansion_add: 64, expansion_search: 64, multi: false };
const one = new Index({ dimensions: 3, metric: MetricKind.L2sq, quantization: ScalarKind.I8, ...settings });
one.add(1n, Float32Array.from(exact));
const codes = exact.map((_, i) => {
  const [far, near] = [-1, 1].map((sign) => one.search(Float32Array.from(exact, (_, j) => (i === j ? sign : 0)), 1, 1).distances[0]);
  return (far - near) / (4 * 127);
});
console.log('usearch:', codes.join(' '), 'of', exact.map((v) => (127 * v).toFixed(2)).join(' '));
JS
was << 'SEEN'
sqlite-vec: -128 -64 0 0 0 63 126
exact: -128.00 -64.25 -1.00 -0.50 0.99 63.25 127.00
vectorb16 [0.0996094,-0.0996094,0.699219,1]
vector16 [0.0999756,-0.0999756,0.700195,1.00781]
usearch: 36 54 108 of 36.29 54.43 108.86
SEEN
