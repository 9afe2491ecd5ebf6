// QuantizeGgmlKernel and DequantizeGgmlKernel (kernels.h) over a vector type: Q8_0 and Q4_0, by ggml's reference.
//
// A block of 32 floats is stored as its scale d in float16, followed by its codes: 32 bytes of int8 for Q8_0, 16 bytes for
// Q4_0, where byte j has code j in its low and code j + 16 in its high four bits. ggml multiplies by id = f32(1 / d) instead
// of dividing by d.
//   Q8_0   d = f32(amax / 127), code = round(f32(x * id)), ties away from zero
//   Q4_0   d = f32(max / -8), where max is the first element of the largest magnitude, with its sign;
//          code = min(15, trunc(f32(f32(x * id) + 8.5)))
// id is computed from d before it is rounded to float16, and is 0 where d is 0. Where 1 / d is infinite, ggml converts an
// infinity or NaN to an integer, which is undefined; here all codes are 0 then, which is what ggml gives on x64.
#ifndef LINQUANT_CORE_KERNELS_GGML_H_
#define LINQUANT_CORE_KERNELS_GGML_H_

#include "../patches/range_patch.h"
#include "../tuning.h"
#include "convert.h"
#include "ggml_groups.h"
#include "not_finite.h"

namespace linquant {

// The first of `blocks` blocks that has no scale, or `blocks`.
template <class V>
LINQUANT_OUTLINE size_t firstUnfitBlock(const uint8_t* x, size_t blocks, float steps) {
  for (size_t block = 0; block < blocks; block++) {
    const Range range = rangeOfRun<V, kFloat32>(FloatType::float32, x + block * kGgmlFloatBytes, kGgmlFloats);
    const float amax = -range.min > range.max ? -range.min : range.max;
    if (!(amax <= kMostFloat && amax / steps <= kMostHalf)) return block;
  }
  return blocks;
}

// A group is kLanes blocks. While the codes of one group are made, the floats of the second group after it are scanned for
// their scales: that hides memory latency, and the group in between has time for its reductions and divisions. On Zen 4,
// 65,536 floats take 5.6 us this way and 6.4 us one group after the other; codes alone take 3.5 us, scales alone 2.6 us.
template <class V, template <class> class Group>
struct GgmlQuantizer {
  using G = Group<V>;

  const uint8_t* x;
  uint8_t* out;
  size_t blocks;
  G groups[3];
  // Padding for a last group of fewer blocks: its floats, and its output.
  uint8_t padded[V::kLanes * kGgmlFloatBytes];
  uint8_t last[V::kLanes * G::kBytes];

  LINQUANT_INLINE_METHOD size_t countFrom(size_t block) const {
    return blocks - block < V::kLanes ? blocks - block : V::kLanes;
  }

  LINQUANT_INLINE_METHOD void begin(G& group, size_t block) {
    const size_t n = countFrom(block);
    group.x = x + block * kGgmlFloatBytes;
    if (n < V::kLanes) {
      memset(padded, 0, sizeof padded);
      memcpy(padded, group.x, n * kGgmlFloatBytes);
      group.x = padded;
    }
  }
  LINQUANT_OUTLINE void scan(G& group, size_t block) {
    typename G::Scanned scanned;
    begin(group, block);
    for (size_t i = 0; i < V::kLanes; i++) group.scan(i, scanned);
    group.finish(scanned);
  }

  // Encodes the group at `block`, and scans the one at `nextBlock`.
  LINQUANT_INLINE_METHOD void step(const G& group, size_t block, G& next, size_t nextBlock) {
    const size_t n = countFrom(block);
    uint8_t* const to = n < V::kLanes ? last : out + block * G::kBytes;
    const bool hasNext = nextBlock < blocks;
    begin(next, hasNext ? nextBlock : block);
    typename G::Scanned scanned;
    LINQUANT_UNROLL
    for (size_t i = 0; i < V::kLanes; i += G::kBlocksAtOnce) {
      for (size_t j = 0; j < G::kBlocksAtOnce; j++) next.scan(i + j, scanned);
      group.encode(i, to);
    }
    next.finish(scanned);
    // Q4_0 gives the code 8 where id was replaced by 0: here it is 0.
    for (size_t i = 0; group.infinite >> i != 0; i++) {
      if ((group.infinite >> i & 1) != 0) memset(to + i * G::kBytes + 2, 0, G::kBytes - 2);
    }
    if (n < V::kLanes) memcpy(out + block * G::kBytes, last, n * G::kBytes);
  }

  // NaN is not searched for: it raises the invalid flag when its product is converted to an integer.
  LINQUANT_INLINE_METHOD size_t run() {
    bool watches = false;
    if constexpr (V::kHasInvalidFlag) watches = V::invalidFlagWorks();
    if (!watches) blocks = firstUnfitBlock<V>(x, blocks, G::kSteps);
    if constexpr (V::kHasInvalidFlag) V::clearInvalidFlag();
    encodeAll();
    if constexpr (V::kHasInvalidFlag) {
      // encodeAll has found infinities and scales that are too large.
      if (watches && V::invalidFlag()) [[unlikely]]
        blocks = firstNotFinite<V>(x, FloatType::float32, blocks * kGgmlFloats) / kGgmlFloats;
    }
    return blocks;
  }

  LINQUANT_INLINE_METHOD void encodeAll() {
    if (blocks != 0) scan(groups[0], 0);
    if (blocks > V::kLanes) scan(groups[1], V::kLanes);
    for (size_t block = 0, turn = 0; block < blocks; block += V::kLanes, turn = turn == 2 ? 0 : turn + 1) {
      G& group = groups[turn];
      if (!group.isFit) [[unlikely]] {
        // Do the group again, without the first block that has no scale and those behind it.
        blocks = block + firstUnfitBlock<V>(group.x, countFrom(block), G::kSteps);
        if (blocks == block) break;
        scan(group, block);
      }
      step(group, block, groups[turn == 0 ? 2 : turn - 1], block + 2 * V::kLanes);
    }
  }
};

template <class V, template <class> class Group>
LINQUANT_OUTLINE size_t quantizeGgmlBlocks(const uint8_t* x, uint8_t* out, size_t blocks) {
  GgmlQuantizer<V, Group> quantizer;
  quantizer.x = x;
  quantizer.out = out;
  quantizer.blocks = blocks;
  return quantizer.run();
}

// Floats of another type are converted to float32 first, some blocks at a time.
template <class V, template <class> class Group>
size_t quantizeGgmlKernel(const uint8_t* x, FloatType type, uint8_t* out, size_t blocks) {
  if (type == FloatType::float32) return quantizeGgmlBlocks<V, Group>(x, out, blocks);
  for (size_t block = 0, n; block < blocks; block += n) {
    uint8_t floats[tuning::kGgmlBlocks * kGgmlFloats * sizeof(float)];
    n = blocks - block < tuning::kGgmlBlocks ? blocks - block : tuning::kGgmlBlocks;
    convertKernel<V>(x + block * kGgmlFloats * floatBytes(type), type, floats, FloatType::float32,
                     n * kGgmlFloats);
    const size_t done = quantizeGgmlBlocks<V, Group>(floats, out + block * Group<V>::kBytes, n);
    if (done != n) return block + done;
  }
  return blocks;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_GGML_H_
