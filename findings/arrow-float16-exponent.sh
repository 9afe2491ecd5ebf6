#!/usr/bin/env bash
# apache-arrow 21.2.0 (npm) halves a number whose float16 lies just above it at a power of two: 0.49995 is stored as
# 0.25, 1.9998 as 1, -0.49995 as -0.25. Their neighbours are right. Rounding fills up the significand, and its carry is
# cut off instead of going into the exponent. LanceDB builds its float16 columns with this package, so they have it too.
#
# Expected: 0.5, 2 and -0.5. Arrow's columnar format makes HalfFloat the binary16 of IEEE 754, whose values lie 0.00024 apart
# there; a conversion that rounds either way is off by less than that, this one by a factor of two.
#
# Instead: make the 16-bit codes elsewhere and give Arrow the finished Uint16Array as data of Float16 (makeData).
. "$(dirname "$0")/_lib.sh"
packages apache-arrow@21.2.0
run << 'JS'
import { Float16, vectorFromArray } from 'apache-arrow';

for (const x of [0.4998, 0.49995, 0.5, 1.999, 1.9998, 2, -0.49995]) {
  console.log(`${x} is stored as ${vectorFromArray([x], new Float16()).get(0)}`);
}
JS
was << 'SEEN'
0.4998 is stored as 0.499755859375
0.49995 is stored as 0.25
0.5 is stored as 0.5
1.999 is stored as 1.9990234375
1.9998 is stored as 1
2 is stored as 2
-0.49995 is stored as -0.25
SEEN
