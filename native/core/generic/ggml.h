// QuantizeGgmlKernel and DequantizeGgmlKernel (kernels.h) over a vector type: Q8_0 and Q4_0, by ggml's reference.
//
// A block is 32 floats: its scale d as float16, then its codes. Q8_0 has 32 bytes, int8; Q4_0 has 16, of which byte j holds
// code j in its low and code j + 16 in its high bits. Products with id = f32(1 / d) take the place of quotients.
//   Q8_0   d = f32(amax / 127), code = round(f32(x * id)), half away from zero
//   Q4_0   d = f32(max / -8), max being the first element of the largest magnitude, with its sign;
//          code = min(15, trunc(f32(f32(x * id) + 8.5)))
// id comes from the float32 d, and is 0 where d is. Where 1 / d is infinite, ggml's conversion of the product to an integer
// is undefined; here all codes are 0 then, as x64 makes them.
#ifndef LINQUANT_CORE_GENERIC_GGML_H_
#define LINQUANT_CORE_GENERIC_GGML_H_

#include "choose.h"
#include "convert.h"
#include "quantize_patch.h"
#include "range_patch.h"

namespace linquant {

constexpr float kMostHalf = 65504;
constexpr size_t kGgmlFloatBytes = kGgmlFloats * sizeof(float);

// As many blocks as a vector has lanes: their scales and reciprocals are worked out together.
template <class V>
struct GgmlGroup {
  using F = typename V::F;
  using I = typename V::I;
  static constexpr size_t kVectors = kGgmlFloats / V::kLanes;
  // Blocks that make a whole vector of codes, or one.
  static constexpr size_t kBlocksAtOnce = kBlock<V> > kGgmlFloats ? kBlock<V> / kGgmlFloats : 1;

  const uint8_t* x;
  float reciprocal[V::kLanes];
  uint8_t halves[V::kLanes * 2];
  uint32_t infinite;  // a bit for each block whose 1 / d is that
  bool isFit;

  LINQUANT_INLINE_METHOD F load(size_t block, size_t j) const {
    return V::load(x + (block * kGgmlFloats + j * V::kLanes) * sizeof(float));
  }

  // Takes the scales. They are unfit where one is too large for float16, or not a number.
  LINQUANT_INLINE_METHOD void take(F d) {
    const F zero = V::broadcast(0), id = V::whereZero(d, zero, V::divide(V::broadcast(1), d));
    putVector<V>(reciprocal, id);
    V::storeHalf(halves, d);
    infinite = 0;
    if (!V::areAllWithin(id, -kMostFloat, kMostFloat)) [[unlikely]] {
      for (size_t block = 0; block < V::kLanes; block++) {
        if (reciprocal[block] >= -kMostFloat && reciprocal[block] <= kMostFloat) continue;
        infinite |= 1u << block;
        reciprocal[block] = 0;
      }
    }
    isFit = V::areAllWithin(d, -kMostHalf, kMostHalf);
  }
};

// Each group has
//   Seen, look(block, seen), settle(seen)   what is noted of the floats of a block; the scales that follow for all of them
//   encode(block, out)                      kBlocksAtOnce blocks to their places
template <class V>
struct Q8Group : GgmlGroup<V> {
  using F = typename V::F;
  using I = typename V::I;
  static constexpr size_t kBytes = kGgmlBlockBytes[0], kSteps = 127;

  struct Seen {
    F most[V::kLanes];
  };
  LINQUANT_INLINE_METHOD void look(size_t block, Seen& seen) const {
    for (size_t j = 0; j < this->kVectors; j += 2) {
      const F a = this->load(block, j), b = this->load(block, j + 1), two = V::greaterMagnitudeOfTwo(a, b);
      seen.most[block] = j == 0 ? two : V::greaterMagnitude(seen.most[block], two);
    }
  }
  LINQUANT_INLINE_METHOD void settle(const Seen& seen) {
    this->take(V::divide(V::greatestMagnitudeOfEach(seen.most), V::broadcast(127)));
  }

  LINQUANT_INLINE_METHOD void encode(size_t block, uint8_t* out) const {
    for (size_t i = 0; i < this->kBlocksAtOnce * this->kVectors; i += 4) {
      I v[4];
      for (size_t j = 0; j < 4; j++) {
        const size_t at = block + (i + j) / this->kVectors;
        const F product =
            V::multiply(this->load(at, (i + j) % this->kVectors), V::broadcast(this->reciprocal[at]));
        v[j] = V::roundHalfAway(product);
      }
      const auto codes = V::narrow(V::pack(v[0], v[1], v[2], v[3]));
      uint8_t* const to = out + block * kBytes + 2;
      if constexpr (GgmlGroup<V>::kBlocksAtOnce > 1) {
        V::storeApart(to, to + kBytes, codes);
      } else {
        V::storeCodes(to + i * V::kLanes, codes);
      }
    }
    for (size_t i = block; i < block + this->kBlocksAtOnce; i++)
      memcpy(out + i * kBytes, this->halves + 2 * i, 2);
  }
};

template <class V>
struct Q4Group : GgmlGroup<V> {
  using F = typename V::F;
  using I = typename V::I;
  static constexpr size_t kBytes = kGgmlBlockBytes[1], kSteps = 8, kHalf = GgmlGroup<V>::kVectors / 2;

  struct Seen {
    F min[V::kLanes], max[V::kLanes];
  };
  LINQUANT_INLINE_METHOD void look(size_t block, Seen& seen) const {
    for (size_t j = 0; j < this->kVectors; j += 2) {
      const F a = this->load(block, j), b = this->load(block, j + 1);
      const F low = V::least(a, b), high = V::greatest(a, b);
      seen.min[block] = j == 0 ? low : V::least(low, seen.min[block]);
      seen.max[block] = j == 0 ? high : V::greatest(high, seen.max[block]);
    }
  }
  LINQUANT_INLINE_METHOD void settle(const Seen& seen) {
    const F zero = V::broadcast(0);
    const F low = V::least(V::leastOfEach(seen.min), zero),
            high = V::greatest(V::greatestOfEach(seen.max), zero);
    // Above 0 where the least number has the larger magnitude, 0 where both have the same.
    const F lead = V::minus(V::minus(zero, low), high);
    F most = V::whereZero(V::greatest(lead, zero), high, low);
    if (!V::areAllWithin(V::whereZero(lead, high, zero), 0, 0)) [[unlikely]]
      most = firstOfEach(most);
    // Zeros give +0, whatever their signs.
    this->take(V::divide(V::plus(most, zero), V::broadcast(-8)));
  }

  // Where both signs have the largest magnitude, the one that comes first.
  LINQUANT_OUTLINE F firstOfEach(F largest) const {
    float most[V::kLanes];
    putVector<V>(most, largest);
    for (size_t block = 0; block < V::kLanes; block++) most[block] = firstOf(block, most[block]);
    return V::load(reinterpret_cast<const uint8_t*>(most));
  }
  LINQUANT_INLINE_METHOD float firstOf(size_t block, float most) const {
    for (size_t j = 0; j < this->kVectors; j++) {
      float values[V::kLanes];
      putVector<V>(values, this->load(block, j));
      for (float value : values) {
        if (value == most || value == -most) return value;
      }
    }
    return most;
  }

  LINQUANT_INLINE_METHOD I code(size_t block, size_t j) const {
    const F product = V::multiply(this->load(block, j), V::broadcast(this->reciprocal[block]));
    return V::lesserInteger(V::truncate(V::plus(product, V::broadcast(8.5f))), V::broadcastInteger(15));
  }

  // Bytes of as many blocks as make four vectors of them come at once: those of the blocks before are repeated then.
  LINQUANT_INLINE_METHOD void encode(size_t block, uint8_t* out) const {
    constexpr size_t kTogether = 4 > kHalf ? 4 / kHalf : 1;
    if ((block + this->kBlocksAtOnce) % kTogether != 0) return;
    const size_t first = block + this->kBlocksAtOnce - kTogether;
    uint8_t codes[kTogether * kGgmlFloats / 2];
    for (size_t i = 0; i < kTogether * kHalf; i += 4) {
      I v[4];
      for (size_t j = 0; j < 4; j++) {
        const size_t at = first + (i + j) / kHalf, k = (i + j) % kHalf;
        v[j] = V::addIntegers(code(at, k), V::timesSixteen(code(at, k + kHalf)));
      }
      V::storeBytes(codes + i * V::kLanes, v);
    }
    for (size_t i = 0; i < kTogether; i++) {
      uint8_t* const to = out + (first + i) * kBytes;
      memcpy(to, this->halves + 2 * (first + i), 2);
      memcpy(to + 2, codes + i * kGgmlFloats / 2, kGgmlFloats / 2);
    }
  }
};

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

#endif  // LINQUANT_CORE_GENERIC_GGML_H_
