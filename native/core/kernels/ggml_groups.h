// What is done to as many blocks of ggml as a vector has lanes: their scales and their codes (ggml.h).
#ifndef LINQUANT_CORE_KERNELS_GGML_GROUPS_H_
#define LINQUANT_CORE_KERNELS_GGML_GROUPS_H_

#include "choose.h"

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

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_GGML_GROUPS_H_
