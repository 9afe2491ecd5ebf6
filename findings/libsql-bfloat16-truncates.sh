#!/usr/bin/env bash
# libsql 0.5.29 (npm): vectorb16(), which makes the type FLOATB16, cuts off the lower 16 bits instead of rounding: 0.1
# comes back as 0.0996094, though 0.100098 is nearer, and 1.0077 as 1;
# no number ever comes out larger in size, so sums and lengths of vectors shrink. vector16() of the same
# library, which makes FLOAT16, rounds to nearest.
#
# Expected: the nearest bfloat16 with ties to even, as PyTorch, NumPy's ml_dtypes and the processors' own instructions (AVX512-BF16's
# VCVTNEPS2BF16, "nearest even" by its name) convert. Turso's documentation of the vector types names the format, no
# rounding, and cutting off doubles the largest error.
#
# Instead: FLOAT32 or FLOAT16 columns; or round to bfloat16 first, and give the result as float32 numbers, which vectorb16() keeps exactly.
. "$(dirname "$0")/_lib.sh"
packages libsql@0.5.29
run << 'JS'
import Database from 'libsql';

const database = new Database(':memory:');
const read = (type, text) => database.prepare(`select vector_extract(${type}(?)) as v`).get([text]).v;
for (const type of ['vectorb16', 'vector16']) {
  console.log(type, read(type, '[0.1, -0.1, 0.7, 1.0077]'));
}
console.log('vectorb16 of what is rounded before', read('vectorb16', '[0.10009765625, -0.10009765625, 0.69921875, 1.0078125]'));
JS
was << 'SEEN'
vectorb16 [0.0996094,-0.0996094,0.699219,1]
vector16 [0.0999756,-0.0999756,0.700195,1.00781]
vectorb16 of what is rounded before [0.100098,-0.100098,0.699219,1.00781]
SEEN
