// The operations measured, one file each.
#ifndef LINQUANT_BENCH_NATIVE_BENCHES_H_
#define LINQUANT_BENCH_NATIVE_BENCHES_H_

#include <vector>

#include "../../native/core/features.h"
#include "../../native/core/quantization.h"
#include "data.h"
#include "race.h"

namespace linquant::bench {

void quantizeBench(size_t floats);
void dequantizeBench(size_t floats);
void minMaxBench(size_t floats);
void rowsBench(size_t floats);
void convertBench(size_t floats);
void aloneBench(size_t floats);
void familyBench(size_t floats);
void searchBench(size_t floats);

// The instruction sets of this machine, the fastest first; scalar is left out where it would take minutes.
std::vector<const KernelTable*> tables(size_t floats);

// Upper limits of the speed (limits.cpp): a read of all bytes in one stream, in four or in eight.
void readOnce(const uint8_t* data, size_t bytes);
void readFourStreams(const uint8_t* data, size_t bytes);
void readEightStreams(const uint8_t* data, size_t bytes);

// What searches are held to besides (search_limits.cpp). The row of bits with the least Hamming distance, by a popcnt for eight bytes of a
// length known at run time.
size_t nearestByPopcnt(const uint8_t* corpus, const uint8_t* query, size_t rows, size_t rowBytes);
// What several queries need at least by AVX2: a multiply-and-add of 16 pairs for each 16 products, with all operands in registers.
void multiplyAndAdd(uint64_t products);
bool hasMultiplyAndAdd();

}  // namespace linquant::bench

#endif  // LINQUANT_BENCH_NATIVE_BENCHES_H_
