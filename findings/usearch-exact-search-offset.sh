#!/usr/bin/env bash
# usearch 2.26.2 (npm): exactSearch reads a view from the beginning of its ArrayBuffer, and only as many elements as the view has. A
# query that is a row of a larger array is answered as if it were the first row, and a part of the rows as if it were the first part:
# no error, distances of other vectors. Index.add and Index.search read the view where it lies.
#
# Expected: the elements of the view. A typed array is its elements, wherever its buffer begins, and subarray is how rows are taken out
# of a matrix without a copy; the documentation says nothing else.
#
# Instead: slice() in place of subarray(), so that the vectors begin a buffer of their own.
. "$(dirname "$0")/_lib.sh"
packages usearch@2.26.2
run << 'JS'
import { exactSearch, Index, MetricKind, ScalarKind } from 'usearch';

const rows = Float32Array.of(1, 0, 0, 1, -1, 0, 0, -1); // four rows of two
const metric = MetricKind.L2sq;
const index = new Index({ dimensions: 2, metric, quantization: ScalarKind.F32, connectivity: 16, expansion_add: 64, expansion_search: 64, multi: false });
for (let row = 0; row < 4; row++) index.add(BigInt(row), rows.subarray(row * 2, row * 2 + 2));

const show = ({ keys, distances }) => `row ${keys[0]} at ${distances[0]}`;
for (const row of [0, 2]) {
  const part = [row * 2, row * 2 + 2];
  const asked = `row ${row} as a query`;
  console.log(`${asked}: slice ${show(exactSearch(rows, rows.slice(...part), 2, 1, metric))}, subarray ${show(exactSearch(rows, rows.subarray(...part), 2, 1, metric))}, Index ${show(index.search(rows.subarray(...part), 1, 1))}`);
}
const query = Float32Array.of(-1, 0);
console.log(`rows 2 and 3 searched for row 2: slice ${show(exactSearch(rows.slice(4), query, 2, 1, metric))}, subarray ${show(exactSearch(rows.subarray(4), query, 2, 1, metric))}`);
JS
was << 'SEEN'
row 0 as a query: slice row 0 at 0, subarray row 0 at 0, Index row 0 at 0
row 2 as a query: slice row 2 at 0, subarray row 0 at 0, Index row 2 at 0
rows 2 and 3 searched for row 2: slice row 0 at 0, subarray row 1 at 2
SEEN
