#!/usr/bin/env bash
# sqlite-vec 0.1.9 (npm; in the SQLite of libsql 0.5.29): vec_quantize_int8(x, 'unit') cuts off the fraction instead of
# rounding. 1 becomes 126 and -1 becomes -128, and all numbers from -0.0039 to 0.0117, two steps of 2/255, become 0.
#
# Expected: 255 steps over -1 to 1 and the nearest code, so that 1 is 127, -1 is -128 and no error exceeds half a step, as
# the quantization formulas of ONNX and of PyTorch's documentation have it. The reference of sqlite-vec describes
# no formula for this function.
#
# Instead: quantize outside and store the codes with vec_int8(?); never mix codes of both kinds in one column.
. "$(dirname "$0")/_lib.sh"
packages sqlite-vec@0.1.9 libsql@0.5.29
run << 'JS'
import Database from 'libsql';
import { getLoadablePath } from 'sqlite-vec';

const database = new Database(':memory:');
database.loadExtension(getLoadablePath());
const x = Float32Array.of(-1, -0.5, -0.0039, 0, 0.0117, 0.5, 1);
const statement = database.prepare("select vec_to_json(vec_quantize_int8(?, 'unit')) as codes");
console.log('numbers:', [...x].map((v) => Number(v.toFixed(4))).join(' '));
console.log('codes:', JSON.parse(statement.get([Buffer.from(x.buffer)]).codes).join(' '));
console.log('exact:', [...x].map((v) => (((v + 1) * 255) / 2 - 128).toFixed(2)).join(' '));
JS
was << 'SEEN'
numbers: -1 -0.5 -0.0039 0 0.0117 0.5 1
codes: -128 -64 0 0 0 63 126
exact: -128.00 -64.25 -1.00 -0.50 0.99 63.25 127.00
SEEN
