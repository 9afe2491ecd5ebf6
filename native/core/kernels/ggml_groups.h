// The scales and codes of a group of ggml's blocks (ggml.h): as many blocks as a vector has lanes.
#ifndef LINQUANT_CORE_KERNELS_GGML_GROUPS_H_
#define LINQUANT_CORE_KERNELS_GGML_GROUPS_H_

#include "choose.h"

namespace linquant {

constexpr float kMostHalf = 65504;
constexpr size_t kGgmlFloatBytes = kGgmlFloats * sizeof(float);

// What both types share. The scales and reciprocals of a group are computed together, a block per lane.
template <class V>
struct GgmlGroup {
  using F = typename V::F;
  using I = typename V::I;
  static constexpr size_t kVectors = kGgmlFloats / V::kLanes;
  // How many blocks fill a vector of codes; 1 if a block fills one or more.
  static constexpr size_t kBlocksAtOnce = kChunk<V> > kGgmlFloats ? kChunk<V> / kGgmlFloats : 1;

  const uint8_t* x;
  float reciprocal[V::kLanes];
  uint8_t halves[V::kLanes * 2];
  uint32_t infinite;  // a bit for each block whose 1 / d is infinite or NaN
  bool isFit;         // all scales are finite float16

  LINQUANT_INLINE_METHOD F load(size_t block, size_t j) const {
    return V::load(x + (block * kGgmlFloats + j * V::kLanes) * sizeof(float));
  }

  // Sets the scales of the blocks, and what follows from them.
  LINQUANT_INLINE_METHOD void setScales(F d) {
    const F zero = V::broadcast(0), id = V::selectWhereZero(d, zero, V::divide(V::broadcast(1), d));
    putVector<V>(reciprocal, id);
    V::storeFloat16(halves, d);
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

// Both types of groups have
//   scan(block, scanned)   notes what the scale of a block depends on
//   finish(scanned)        computes the scales, when all blocks were scanned
//   encode(block, out)     writes kBlocksAtOnce blocks
template <class V>
struct Q8Group : GgmlGroup<V> {
  using F = typename V::F;
  using I = typename V::I;
  static constexpr size_t kBytes = kGgmlBlockBytes[0], kSteps = 127;

  struct Scanned {
    F most[V::kLanes];
  };
  LINQUANT_INLINE_METHOD void scan(size_t block, Scanned& scanned) const {
    for (size_t j = 0; j < this->kVectors; j += 2) {
      const F a = this->load(block, j), b = this->load(block, j + 1), two = V::maxOfMagnitudes(a, b);
      scanned.most[block] = j == 0 ? two : V::maxWithMagnitude(scanned.most[block], two);
    }
  }
  LINQUANT_INLINE_METHOD void finish(const Scanned& scanned) {
    this->setScales(V::divide(V::reduceMaxMagnitudeEach(scanned.most), V::broadcast(127)));
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
      const auto codes = V::narrowToCodes(V::narrowToWords(v[0], v[1], v[2], v[3]));
      uint8_t* const to = out + block * kBytes + 2;
      if constexpr (GgmlGroup<V>::kBlocksAtOnce > 1) {
        V::storeCodeHalves(to, to + kBytes, codes);
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

  struct Scanned {
    F min[V::kLanes], max[V::kLanes];
  };
  LINQUANT_INLINE_METHOD void scan(size_t block, Scanned& scanned) const {
    for (size_t j = 0; j < this->kVectors; j += 2) {
      const F a = this->load(block, j), b = this->load(block, j + 1);
      const F low = V::min(a, b), high = V::max(a, b);
      scanned.min[block] = j == 0 ? low : V::min(low, scanned.min[block]);
      scanned.max[block] = j == 0 ? high : V::max(high, scanned.max[block]);
    }
  }
  LINQUANT_INLINE_METHOD void finish(const Scanned& scanned) {
    const F zero = V::broadcast(0);
    const F low = V::min(V::reduceMinEach(scanned.min), zero),
            high = V::max(V::reduceMaxEach(scanned.max), zero);
    // Positive where the minimum has the larger magnitude, 0 where minimum and maximum have the same.
    const F lead = V::subtract(V::subtract(zero, low), high);
    F most = V::selectWhereZero(V::max(lead, zero), high, low);
    if (!V::areAllWithin(V::selectWhereZero(lead, high, zero), 0, 0)) [[unlikely]]
      most = firstOfEach(most);
    // -0 + 0 is +0, so the scale of a block of zeros does not depend on their signs.
    this->setScales(V::divide(V::add(most, zero), V::broadcast(-8)));
  }

  // For blocks in which both a positive and a negative element have the largest magnitude: the first of them.
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
    return V::minIntegers(V::truncate(V::add(product, V::broadcast(8.5f))), V::broadcastInteger(15));
  }

  // storeBytes stores four vectors, which are the bytes of kTogether blocks. So blocks are written when the last of them is
  // encoded.
  LINQUANT_INLINE_METHOD void encode(size_t block, uint8_t* out) const {
    constexpr size_t kTogether = 4 > kHalf ? 4 / kHalf : 1;
    if ((block + this->kBlocksAtOnce) % kTogether != 0) return;
    const size_t first = block + this->kBlocksAtOnce - kTogether;
    uint8_t codes[kTogether * kGgmlFloats / 2];
    for (size_t i = 0; i < kTogether * kHalf; i += 4) {
      I v[4];
      for (size_t j = 0; j < 4; j++) {
        const size_t at = first + (i + j) / kHalf, k = (i + j) % kHalf;
        v[j] = V::addIntegers(code(at, k), V::template shiftLeft<4>(code(at, k + kHalf)));
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
