#!/usr/bin/env bash
# usearch 2.26.2 (npm): an Index of 'i8' does not store the Int8Array that it is given. It takes the codes for floats,
# stretches every row to length 127 and cuts off fractions, so (100, 0) and (50, 0) become the same row at distance 0. The
# squared distance of (100, 5) and (10, 99) comes out as 27396 instead of 16936.
#
# Expected: the codes as they are. The type of the index is that of the data, and the documentation of add() and search() names
# Int8Array among what they take; the README's normalization is about floats being quantized.
#
# Instead: exactSearch, which takes Int8Array codes as they are. In an Index, floats of type 'f16' (which holds -128 to
# 127 exactly), or the cosine metric, where the length of a row does not matter (its codes are still made anew).
. "$(dirname "$0")/_lib.sh"
packages usearch@2.26.2
run << 'JS'
import { exactSearch, Index, MetricKind, ScalarKind } from 'usearch';

for (const [row, query] of [
  [[100, 0], [50, 0]],
  [[100, 5], [10, 99]],
]) {
  const [a, b] = [row, query].map((x) => Int8Array.from(x));
  const quantization = ScalarKind.I8;
  const metric = MetricKind.L2sq;
  const index = new Index({ dimensions: 2, metric, quantization, connectivity: 16, expansion_add: 64, expansion_search: 64, multi: false });
  index.add(1n, a);
  const ofIndex = index.search(b, 1, 1).distances[0];
  const ofExactSearch = exactSearch(a, b, 2, 1, metric).distances[0];
  const ofNumbers = row.reduce((sum, x, i) => sum + (x - query[i]) ** 2, 0);
  console.log(`${row} and ${query}: ${ofNumbers}, exactSearch ${ofExactSearch}, Index ${ofIndex}`);
}
JS
was << 'SEEN'
100,0 and 50,0: 2500, exactSearch 2500, Index 0
100,5 and 10,99: 16936, exactSearch 16936, Index 27396
SEEN
