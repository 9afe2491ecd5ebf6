// QuantizeGgmlKernel and DequantizeGgmlKernel (kernels.h) over a vector type: Q8_0 and Q4_0, by ggml's reference.
//
// A block is 32 floats: its scale d as float16, then its codes. Q8_0 has 32 bytes, int8; Q4_0 has 16, of which byte j holds
// code j in its low and code j + 16 in its high bits. Products with id = f32(1 / d) take the place of quotients.
//   Q8_0   d = f32(amax / 127), code = round(f32(x * id)), half away from zero
//   Q4_0   d = f32(max / -8), max being the first element of the largest magnitude, with its sign;
//          code = min(15, trunc(f32(f32(x * id) + 8.5)))
// id comes from the float32 d, and is 0 where d is. Where 1 / d is infinite, ggml's conversion of the product to an integer
// is undefined; here all codes are 0 then, as x64 makes them.
#ifndef LINQUANT_CORE_KERNELS_GGML_H_
#define LINQUANT_CORE_KERNELS_GGML_H_

#include "../patches/range_patch.h"
#include "convert.h"
#include "ggml_groups.h"

namespace linquant {

// The first of `blocks` blocks without a scale, of which there is one.
template <class V>
LINQUANT_OUTLINE size_t firstUnfitBlock(const uint8_t* x, size_t blocks, float steps) {
  for (size_t block = 0; block < blocks; block++) {
    const Range range = rangeOfRun<V>(FloatType::float32, x + block * kGgmlFloatBytes, kGgmlFloats);
    const float amax = -range.min > range.max ? -range.min : range.max;
    if (!(amax <= kMostFloat && amax / steps <= kMostHalf)) return block;
  }
  return blocks;
}

// Codes of one group, while the floats of the second one after it are looked at: what that takes of memory is hidden, and
// the reductions and divisions of the one between have a group's time to end. Zen 4, 65,536 floats: 5.6 us by hand, 6.4 us
// for one group after the other, 3.5 us for the codes and 2.6 us for the scales alone.
template <class V, template <class> class Group>
struct GgmlQuantizer {
  using G = Group<V>;

  const uint8_t* x;
  uint8_t* out;
  size_t blocks;
  G groups[3];
  uint8_t some[V::kLanes * kGgmlFloatBytes];  // the last floats, where they are no whole group
  uint8_t last[V::kLanes * G::kBytes];        // and their blocks

  LINQUANT_INLINE_METHOD size_t countFrom(size_t block) const {
    return blocks - block < V::kLanes ? blocks - block : V::kLanes;
  }

  LINQUANT_INLINE_METHOD void begin(G& group, size_t block) {
    const size_t n = countFrom(block);
    group.x = x + block * kGgmlFloatBytes;
    if (n < V::kLanes) {
      memset(some, 0, sizeof some);
      memcpy(some, group.x, n * kGgmlFloatBytes);
      group.x = some;
    }
  }
  LINQUANT_OUTLINE void measure(G& group, size_t block) {
    typename G::Seen seen;
    begin(group, block);
    for (size_t i = 0; i < V::kLanes; i++) group.look(i, seen);
    group.settle(seen);
  }

  // The group at `block`, and a look at the one that comes for `next`.
  LINQUANT_INLINE_METHOD void step(const G& group, size_t block, G& next, size_t nextBlock) {
    const size_t n = countFrom(block);
    uint8_t* const to = n < V::kLanes ? last : out + block * G::kBytes;
    const bool hasNext = nextBlock < blocks;
    begin(next, hasNext ? nextBlock : block);
    typename G::Seen seen;
    LINQUANT_UNROLL
    for (size_t i = 0; i < V::kLanes; i += G::kBlocksAtOnce) {
      for (size_t j = 0; j < G::kBlocksAtOnce; j++) next.look(i + j, seen);
      group.encode(i, to);
    }
    next.settle(seen);
    // Not the 8 that Q4_0 makes of a product of 0.
    for (size_t i = 0; group.infinite >> i != 0; i++) {
      if ((group.infinite >> i & 1) != 0) memset(to + i * G::kBytes + 2, 0, G::kBytes - 2);
    }
    if (n < V::kLanes) memcpy(out + block * G::kBytes, last, n * G::kBytes);
  }

  // Nobody looks for NaN: it raises the processor's invalid flag when its product is made an integer.
  LINQUANT_INLINE_METHOD size_t run() {
    bool watches = false;
    if constexpr (V::kHasInvalidFlag) watches = V::invalidFlagWorks();
    if (!watches) blocks = firstUnfitBlock<V>(x, blocks, G::kSteps);
    if constexpr (V::kHasInvalidFlag) V::clearInvalidFlag();
    encodeAll();
    if constexpr (V::kHasInvalidFlag) {
      if (watches && V::invalidFlag()) [[unlikely]]
        blocks = firstUnfitBlock<V>(x, blocks, G::kSteps);
    }
    return blocks;
  }

  LINQUANT_INLINE_METHOD void encodeAll() {
    if (blocks != 0) measure(groups[0], 0);
    if (blocks > V::kLanes) measure(groups[1], V::kLanes);
    for (size_t block = 0, turn = 0; block < blocks; block += V::kLanes, turn = turn == 2 ? 0 : turn + 1) {
      G& group = groups[turn];
      if (!group.isFit) [[unlikely]] {
        // Once more with the blocks before the one that has no scale.
        blocks = block + firstUnfitBlock<V>(group.x, countFrom(block), G::kSteps);
        if (blocks == block) break;
        measure(group, block);
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

// Floats of another type become float32 before, so many blocks at a time: what else there is of a block is exact.
constexpr size_t kGgmlBlocksAtOnce = 64;

template <class V, template <class> class Group>
size_t quantizeGgmlKernel(const uint8_t* x, FloatType type, uint8_t* out, size_t blocks) {
  if (type == FloatType::float32) return quantizeGgmlBlocks<V, Group>(x, out, blocks);
  for (size_t block = 0, n; block < blocks; block += n) {
    uint8_t floats[kGgmlBlocksAtOnce * kGgmlFloats * sizeof(float)];
    n = blocks - block < kGgmlBlocksAtOnce ? blocks - block : kGgmlBlocksAtOnce;
    convertKernel<V>(x + block * kGgmlFloats * floatBytes(type), type, floats, FloatType::float32,
                     n * kGgmlFloats);
    const size_t done = quantizeGgmlBlocks<V, Group>(floats, out + block * Group<V>::kBytes, n);
    if (done != n) return block + done;
  }
  return blocks;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_GGML_H_
