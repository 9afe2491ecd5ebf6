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
void searchBench(size_t floats);

// The instruction sets of this machine, the fastest first; scalar is left out where it would take minutes.
std::vector<const KernelTable*> tables(size_t floats);

// Upper limits of the speed (limits.cpp): a read of all bytes in one stream, in four or in eight.
void readOnce(const uint8_t* data, size_t bytes);
void readFourStreams(const uint8_t* data, size_t bytes);
void readEightStreams(const uint8_t* data, size_t bytes);

}  // namespace linquant::bench

#endif  // LINQUANT_BENCH_NATIVE_BENCHES_H_
