#include <stdio.h>

#include "benches.h"

namespace linquant::bench {

// Rows that each get their own scale (the largest magnitude divided by 127): in one call, and in two passes over each row by
// the kernels for arrays, one for the range and one for the codes.
static void rowsOf(size_t rows, size_t columns) {
  const size_t floatCount = rows * columns;
  const Memory x = floats(floatCount), q(floatCount), scales(rows * 4), zeroPoints(rows * 4),
               other(floatCount);
  const Choice choice = {true, 0, -127, 127, 0x1p-126f, 1};
  Memory expected(floatCount), expectedScales(rows * 4);
  scalarTable().dynamic(x.data(), expected.data(), rows, columns, choice, 0, expectedScales.data(),
                        zeroPoints.data());
  const auto exact = [&] {
    return memcmp(q.data(), expected.data(), floatCount) == 0 &&
           memcmp(scales.data(), expectedScales.data(), rows * 4) == 0;
  };
  std::vector<Contestant> contestants;
  for (const KernelTable* table : tables(floatCount)) {
    const std::string name = table->name;
    contestants.push_back(contestant(
        name,
        [=, &x, &q, &scales, &zeroPoints] {
          table->dynamic(x.data(), q.data(), rows, columns, choice, 0, scales.data(), zeroPoints.data());
        },
        exact));
    contestants.push_back(contestant(
        name + ", separate passes",
        [=, &x, &q, &scales] {
          for (size_t row = 0; row < rows; row++) {
            const Range range = table->minMax(x.data() + row * columns * 4, columns);
            const float scale = std::fmax(std::fmax(-range.min, range.max) / 127, 0x1p-126f);
            memcpy(scales.data() + row * 4, &scale, 4);
          }
          for (size_t row = 0; row < rows; row++) {
            Parameters parameters = {0, 0, -128, 127, 0};
            memcpy(&parameters.scale, scales.data() + row * 4, 4);
            table->quantize(x.data() + row * columns * 4, q.data() + row * columns, columns, parameters);
          }
        },
        exact));
  }
  contestants.push_back(contestant(
      "read", [&] { readOnce(x.data(), x.bytes()); }, [] { return true; }));
  race("rows", ", " + std::to_string(rows) + " of " + std::to_string(columns), floatCount, contestants,
       {"avx512, separate passes", "avx2, separate passes", "read"});
}

void rowsBench(size_t floatCount) {
  if (floatCount != 1'048'576) {
    fprintf(stderr, "rows: measured with 1048576 only, as 4096 rows of 256, 384 and 1024\n");
    return;
  }
  for (size_t columns : {256ul, 384ul, 1024ul}) rowsOf(4096, columns);
}

}  // namespace linquant::bench
